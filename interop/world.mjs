// What all calls share: the clients, the users, and the checks.
import assert from "node:assert/strict";
import { ChatClient, ChatThreadClient } from "@azure/communication-chat";
import { AzureCommunicationTokenCredential, parseConnectionString } from "@azure/communication-common";
import { CommunicationIdentityClient } from "@azure/communication-identity";

// These are private.
const left = new Set([
  "constructor", "subscribeToSignalingEvents",
  "listChatThreadsPage", "listChatThreadsAll", "listMessagesPage", "listMessagesAll", "listParticipantsPage",
  "listParticipantsAll", "listReadReceiptsPage", "listReadReceiptsAll", "canPostTypingNotification",
]);

const pending = new Map(); // methods that were not called yet, by name

// watch notes the calls of a class's methods.
function watch(type) {
  for (const method of Object.getOwnPropertyNames(type.prototype).filter((name) => !left.has(name))) {
    const name = `${type.name}.${method}`;
    const original = type.prototype[method];
    pending.set(name, true);
    type.prototype[method] = function (...args) {
      pending.delete(name);
      return original.apply(this, args);
    };
  }
}
[ChatClient, ChatThreadClient, CommunicationIdentityClient].forEach(watch);

// uncalled returns the methods that nobody called.
export const uncalled = () => [...pending.keys()];

// The user of another resource, whom the service refuses.
export const stranger = {
  communicationUserId: "8:acs:6f9619ff-8b86-4d01-b42d-00cf4fc964ff_00000006-0000-4000-8000-000000000001",
};

// refused is what the service says of one whom it refuses.
export const refused = (target) => ({ code: "403", message: "Permissions check failed", target });

export function world(env) {
  const connectionString = env.COMMUNICATION_CONNECTION_STRING;
  const { endpoint } = parseConnectionString(connectionString);
  const w = { connectionString, endpoint, name: "start", answers: [] };
  // The packages hand on models; what they were made of is kept here.
  const keep = async (request, next) => {
    const answer = await next(request);
    w.answers.push(answer);
    return answer;
  };
  const options = { additionalPolicies: [{ policy: { name: "keep", sendRequest: keep }, position: "perRetry" }] };

  // call makes one named call. The service is told first, so that a recorder
  // knows what the requests belong to; fail is a status for the first try.
  w.call = async (name, run, { fail = 0 } = {}) => {
    w.name = name;
    w.answers = [];
    if (env.INTEROP_MARKS) {
      const mark = await fetch(new URL(`/interop?${new URLSearchParams({ call: name, fail })}`, endpoint), { method: "POST" });
      assert.equal(mark.status, 204);
    }
    const result = await run();
    w.answers.filter((answer) => answer.status !== fail).forEach(isAnswer);
    console.log(name);
    return result;
  };

  // refusal makes a call that the service refuses, and checks how: with a
  // status and, in the body, a code.
  w.refusal = (name, status, code, run) => w.call(name, async () => {
    await assert.rejects(run, (error) => {
      assert.equal(error.name, "RestError", error.stack);
      assert.equal(error.statusCode, status, error.message);
      const body = JSON.parse(error.response.bodyAsText);
      // Chat does not answer in the form of its document, in which the package
      // looks for the code.
      assert.equal(body.CommunicationError?.Code ?? error.code, code, error.message);
      if (body.CommunicationError) {
        assert.deepEqual(Object.keys(body), ["CommunicationError"]);
        assert.deepEqual(body.CommunicationError.Details, []);
      }
      return true;
    });
  });

  w.identity = (text = connectionString) => new CommunicationIdentityClient(text, options);
  w.chat = (token) => new ChatClient(endpoint, new AzureCommunicationTokenCredential(token), options);
  // body and header are of the last answer, as it came.
  w.body = () => JSON.parse(w.answers.at(-1).bodyAsText);
  w.header = (name) => w.answers.at(-1).headers.get(name);
  return w;
}

// isAnswer checks what all answers of the service have.
function isAnswer({ status, headers, bodyAsText }) {
  for (const name of ["ms-cv", "x-azure-ref", "api-supported-versions"]) {
    assert.ok(headers.get(name), `no ${name}`);
  }
  if (bodyAsText) {
    assert.match(headers.get("content-type"), /^application\/json/);
  } else if (status === 200) {
    assert.equal(headers.get("content-length"), "0");
  }
}

// user is the identifier that answers have for a user.
export const user = (id) => ({ kind: "communicationUser", communicationUserId: id.communicationUserId });

// rawUser is that identifier as it comes: without a kind.
export const rawUser = ({ communicationUserId: id }) => ({ rawId: id, communicationUser: { id } });

// all returns the items of a list.
export async function all(list) {
  const items = [];
  for await (const item of list) {
    items.push(item);
  }
  return items;
}

// isRecent checks a time that the service has just made, in whole seconds.
export function isRecent(time) {
  assert.ok(time instanceof Date);
  assert.equal(time.getUTCMilliseconds(), 0);
  assert.ok(Math.abs(Date.now() - time.getTime()) < 120e3, `${time.toISOString()} is not now`);
}
