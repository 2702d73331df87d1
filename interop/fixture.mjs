// The state and the helpers shared by all calls. fixture_test.go is the
// counterpart for our client.
import assert from "node:assert/strict";
import { ChatClient, ChatThreadClient } from "@azure/communication-chat";
import { AzureCommunicationTokenCredential, parseConnectionString } from "@azure/communication-common";
import { CommunicationIdentityClient } from "@azure/communication-identity";

const privateMethods = new Set([
  "constructor", "subscribeToSignalingEvents",
  "listChatThreadsPage", "listChatThreadsAll", "listMessagesPage", "listMessagesAll", "listParticipantsPage",
  "listParticipantsAll", "listReadReceiptsPage", "listReadReceiptsAll", "canPostTypingNotification",
]);

const uncalled = new Set(); // names of the public methods that have not been called yet

// trackCalls wraps the public methods of a class to remove them from uncalled.
function trackCalls(type) {
  for (const method of Object.getOwnPropertyNames(type.prototype).filter((name) => !privateMethods.has(name))) {
    const name = `${type.name}.${method}`;
    const original = type.prototype[method];
    uncalled.add(name);
    type.prototype[method] = function (...args) {
      uncalled.delete(name);
      return original.apply(this, args);
    };
  }
}
[ChatClient, ChatThreadClient, CommunicationIdentityClient].forEach(trackCalls);

export const uncalledMethods = () => [...uncalled];

// foreignUser is a user of another resource, whom the service rejects.
export const foreignUser = {
  communicationUserId: "8:acs:6f9619ff-8b86-4d01-b42d-00cf4fc964ff_00000006-0000-4000-8000-000000000001",
};

// rejection is the error that the service reports for a rejected participant.
export const rejection = (target) => ({ code: "403", message: "Permissions check failed", target });

// newFixture returns the state shared by all calls: clients, users, and the IDs
// that earlier calls returned.
export function newFixture(env) {
  const connectionString = env.COMMUNICATION_CONNECTION_STRING;
  const { endpoint } = parseConnectionString(connectionString);
  const f = { connectionString, endpoint, callName: "before the first call", responses: [] };
  // The packages return models only; this policy keeps the HTTP responses.
  const keepResponse = async (request, next) => {
    const response = await next(request);
    f.responses.push(response);
    return response;
  };
  const options = { additionalPolicies: [{ policy: { name: "keepResponse", sendRequest: keepResponse }, position: "perRetry" }] };

  // call makes one named call. It announces the call to the recorder first, which
  // records the requests under that name. If fail is not 0, the recorder responds
  // to the call's first request with that status.
  f.call = async (name, run, { fail = 0 } = {}) => {
    f.callName = name;
    f.responses = [];
    if (env.INTEROP_RECORD) {
      const announced = await fetch(new URL(`/interop?${new URLSearchParams({ call: name, fail })}`, endpoint), { method: "POST" });
      assert.equal(announced.status, 204);
    }
    const result = await run();
    f.responses.filter((response) => response.status !== fail).forEach(checkResponse);
    console.log(name);
    return result;
  };

  // expectError makes a call and checks that the service rejects it with the
  // status and, in the body, the code. Without a code there is no body.
  f.expectError = (name, status, code, run) => f.call(name, async () => {
    await assert.rejects(run, (error) => {
      assert.equal(error.name, "RestError", error.stack);
      assert.equal(error.statusCode, status, error.message);
      const body = JSON.parse(error.response.bodyAsText || "{}");
      // Chat's error bodies do not have the structure that its document defines,
      // so the package does not find the code.
      assert.equal(body.CommunicationError?.Code ?? error.code, code, error.message);
      if (body.CommunicationError) {
        assert.deepEqual(Object.keys(body), ["CommunicationError"]);
        assert.deepEqual(body.CommunicationError.Details, []);
      }
      return true;
    });
  });

  f.identity = (text = connectionString) => new CommunicationIdentityClient(text, options);
  f.chat = (token) => new ChatClient(endpoint, new AzureCommunicationTokenCredential(token), options);
  // entraIdentity and entraChat return clients of an application and of a user of
  // Entra ID, which the emulator also emulates.
  f.entraIdentity = (object) => new CommunicationIdentityClient(endpoint, entraCredential(endpoint, object), options);
  f.entraChat = (object, scope) => f.chat({ resourceEndpoint: endpoint.replace(/\/$/, ""), tokenCredential: entraCredential(endpoint, object), scopes: [scope] });
  // body and header return parts of the last HTTP response.
  f.body = () => JSON.parse(f.responses.at(-1).bodyAsText);
  f.header = (name) => f.responses.at(-1).headers.get(name);
  return f;
}

// entraCredential returns a credential with the tokens of a user or application.
const entraCredential = (endpoint, object) => ({
  async getToken(scopes) {
    const response = await fetch(new URL("/tenant/oauth2/v2.0/token", endpoint), {
      method: "POST",
      body: new URLSearchParams({ grant_type: "client_credentials", client_id: object, client_secret: "any", scope: [scopes].flat().join(" ") }),
    });
    const { access_token: token, expires_in: seconds } = await response.json();
    return { token, expiresOnTimestamp: Date.now() + seconds * 1000 };
  },
});

// checkResponse checks the headers that every response of the service has.
function checkResponse({ status, headers, bodyAsText }) {
  for (const name of ["ms-cv", "x-azure-ref", "api-supported-versions"]) {
    assert.ok(headers.get(name), `${name} is missing`);
  }
  if (bodyAsText) {
    assert.match(headers.get("content-type"), /^application\/json/);
  } else if (status === 200) {
    assert.equal(headers.get("content-length"), "0");
  }
}

// user returns the identifier that the packages return for a user.
export const user = (id) => ({ kind: "communicationUser", communicationUserId: id.communicationUserId });

// rawUser returns that identifier as the service sends it, without a kind.
export const rawUser = ({ communicationUserId: id }) => ({ rawId: id, communicationUser: { id } });

// collect returns the items of a list.
export async function collect(list) {
  const items = [];
  for await (const item of list) {
    items.push(item);
  }
  return items;
}

// checkRecent checks that a time was set just now and has whole seconds.
export function checkRecent(time) {
  assert.ok(time instanceof Date);
  assert.equal(time.getUTCMilliseconds(), 0);
  assert.ok(Math.abs(Date.now() - time.getTime()) < 120e3, `${time.toISOString()} is not recent`);
}
