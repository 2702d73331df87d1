// Drives the official packages against a running service, and checks what they
// return as an application would: every method of ChatClient, ChatThreadClient
// and CommunicationIdentityClient.
//
//   COMMUNICATION_CONNECTION_STRING  endpoint and key of the service
//   NODE_EXTRA_CA_CERTS              file of the certificate to trust
//   INTEROP_MARKS                    1: tell the service of each call, at /interop
//
// It prints the name of each call that went well, and ends with 1 at the first
// that did not.
import { uncalled, world } from "./world.mjs";
import identity from "./calls/identity.mjs";
import messages from "./calls/messages.mjs";
import participants from "./calls/participants.mjs";
import signals from "./calls/signals.mjs";
import threads from "./calls/threads.mjs";
import tokens from "./calls/tokens.mjs";

const w = world(process.env);
try {
  for (const part of [identity, threads, messages, participants, signals, tokens]) {
    await part(w);
  }
  const missing = uncalled();
  if (missing.length > 0) {
    throw new Error(`never called: ${missing.join(", ")}`);
  }
} catch (error) {
  console.error(`${w.name}: ${error.stack}`);
  process.exitCode = 1;
}
