// Calls every method of the official ChatClient, ChatThreadClient and
// CommunicationIdentityClient against a running service, and checks the results
// as an application would.
//
//   COMMUNICATION_CONNECTION_STRING  endpoint and access key of the service
//   NODE_EXTRA_CA_CERTS              file with the certificate to trust
//   INTEROP_RECORD                   1: announce each call to the recorder, at /interop
//
// It prints the name of each call that succeeds. On the first failure it stops
// with exit code 1.
import { newFixture, uncalledMethods } from "./fixture.mjs";
import entra from "./calls/entra.mjs";
import identity from "./calls/identity.mjs";
import messages from "./calls/messages.mjs";
import participants from "./calls/participants.mjs";
import signals from "./calls/signals.mjs";
import threads from "./calls/threads.mjs";
import tokens from "./calls/tokens.mjs";

const f = newFixture(process.env);
try {
  for (const part of [identity, threads, messages, participants, signals, tokens, entra]) {
    await part(f);
  }
  const uncalled = uncalledMethods();
  if (uncalled.length > 0) {
    throw new Error(`methods not called: ${uncalled.join(", ")}`);
  }
} catch (error) {
  console.error(`${f.callName}: ${error.stack}`);
  process.exitCode = 1;
}
