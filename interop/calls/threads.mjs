// Threads: create, list, update and delete.
import assert from "node:assert/strict";
import { checkRecent, collect, foreignUser, rawUser, rejection, user } from "../fixture.mjs";

const allKinds = [
  { phoneNumber: "+14255550123" },
  { phoneNumber: "+14255550123_456" },
  { phoneNumber: "anonymous" },
  { microsoftTeamsUserId: "00000000-0000-4000-8000-000000000001" },
  { microsoftTeamsUserId: "00000000-0000-4000-8000-000000000002", cloud: "dod" },
  { microsoftTeamsUserId: "00000000-0000-4000-8000-000000000003", isAnonymous: true },
  { teamsAppId: "00000000-0000-4000-8000-000000000004", cloud: "gcch" },
  {
    userId: "00000000-0000-4000-8000-000000000005", tenantId: "00000000-0000-4000-8000-000000000006",
    resourceId: "00000000-0000-4000-8000-000000000007",
  },
];

const allRawIds = [
  "4:+14255550123", "4:+14255550123_456", "4:anonymous", "8:orgid:00000000-0000-4000-8000-000000000001",
  "8:dod:00000000-0000-4000-8000-000000000002", "8:teamsvisitor:00000000-0000-4000-8000-000000000003",
  "28:gcch:00000000-0000-4000-8000-000000000004",
  "8:acs:00000000-0000-4000-8000-000000000007_00000000-0000-4000-8000-000000000006_00000000-0000-4000-8000-000000000005",
];

export default async function threads(f) {
  const client = f.chat(f.fred.token);
  const lunch = await create(f, client);
  await createMore(f, client);
  await list(f, client);
  await properties(f, client, lunch);
  await remove(f, client);
}

// create creates the thread that all later calls use.
async function create(f, client) {
  const created = await f.call("create a thread with all options", () => client.createChatThread({ topic: "Lunch \u2028 & <b>🍜</b>" }, {
    participants: [
      { id: f.ann.user, displayName: "Ann \"<&>\" Ünï", shareHistoryTime: new Date("2020-01-01T00:00:00.250Z"), metadata: { role: "lead" } },
      { id: f.bob.user },
      { id: foreignUser, displayName: "Eve" },
    ],
    metadata: { key: "value", another: "" },
    retentionPolicy: { kind: "threadCreationDate", deleteThreadAfterDays: 60 },
  }));
  const thread = created.chatThread;
  f.threadId = thread.id;
  assert.match(thread.id, /^19:.+@thread\.v2$/);
  checkRecent(thread.createdOn);
  assert.match(f.body().chatThread.createdOn, /T\d\d:\d\d:\d\dZ$/);
  assert.deepEqual(f.body().chatThread.createdByCommunicationIdentifier, rawUser(f.fred.user));
  assert.equal(new URL(f.header("location")).pathname, `/chat/threads/${thread.id.replaceAll(":", "%3A")}`);
  assert.deepEqual(created, {
    chatThread: {
      id: thread.id, topic: "Lunch \u2028 & <b>🍜</b>", createdOn: thread.createdOn, createdBy: user(f.fred.user),
      metadata: { key: "value", another: "" }, retentionPolicy: { kind: "threadCreationDate", deleteThreadAfterDays: 60 },
    },
    invalidParticipants: [rejection(foreignUser.communicationUserId)],
  });
  return thread;
}

async function createMore(f, client) {
  const { call, expectError } = f;
  const plain = await call("create a thread", () => client.createChatThread({ topic: "Plain" }));
  assert.equal(plain.invalidParticipants, undefined);
  assert.deepEqual(plain.chatThread.retentionPolicy, { kind: "none" });
  assert.deepEqual(plain.chatThread.metadata ?? {}, {});
  f.plainId = plain.chatThread.id;

  const id = { idempotencyToken: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff" };
  const first = await call("create a thread with a request ID", () => client.createChatThread({ topic: "Once" }, id));
  const second = await call("create the thread again with the same request ID", () => client.createChatThread({ topic: "Once" }, id));
  assert.deepEqual(second, first);
  await call("create a thread on the second attempt", () => client.createChatThread({ topic: "Twice" }), { fail: 503 });

  const kinds = await call("create a thread with every kind of identifier", () => client.createChatThread({ topic: "Kinds" }, {
    participants: allKinds.map((id) => ({ id })),
  }));
  assert.deepEqual(kinds.invalidParticipants, allRawIds.map(rejection));
  await expectError("create a thread with a malformed identifier", 400, "BadRequest", () => client.createChatThread({ topic: "Bad" }, {
    participants: [{ id: { communicationUserId: "8:acs:nobody" } }],
  }));
  await expectError("create a thread without a topic", 400, "BadRequest", () => client.createChatThread({ topic: "" }));
  await expectError("create a thread with scope chat.join", 403, "Forbidden", () => f.chat(f.bob.token).createChatThread({ topic: "No" }));
}

async function list(f, client) {
  const { call } = f;
  const threads = await call("list threads", () => collect(client.listChatThreads()));
  assert.deepEqual(threads.map((t) => t.topic), ["Kinds", "Twice", "Once", "Plain", "Lunch \u2028 & <b>🍜</b>"]);
  threads.forEach((t) => checkRecent(t.lastMessageReceivedOn));
  assert.deepEqual(Object.keys(threads[0]).sort(), ["id", "lastMessageReceivedOn", "topic"]);

  const state = {};
  const pages = [];
  await call("list threads by page", async () => {
    for await (const page of client.listChatThreads({ maxPageSize: 2 }).byPage(state)) {
      pages.push(page.map((t) => t.topic));
      state.firstToken ??= state.continuationToken;
    }
  });
  assert.deepEqual(pages, [["Kinds", "Twice"], ["Once", "Plain"], ["Lunch \u2028 & <b>🍜</b>"]]);
  const rest = await call("list threads from a next link", () => collect(client.listChatThreads({ maxPageSize: 2 }).byPage({ continuationToken: state.firstToken })));
  assert.deepEqual(rest.map((page) => page.length), [2, 1]);

  const since = (time) => collect(client.listChatThreads({ startTime: new Date(time) }));
  assert.equal((await call("list threads with a start time", () => since("2020-01-01T00:00:00.250Z"))).length, 5);
  assert.deepEqual(await call("list threads with a future start time", () => since("2099-01-01T00:00:00Z")), []);
}

async function properties(f, client, created) {
  const { call, expectError } = f;
  const lunch = client.getChatThreadClient(f.threadId);
  assert.equal(lunch.threadId, f.threadId);
  assert.deepEqual(await call("get properties", () => lunch.getProperties()), created);
  const unknown = client.getChatThreadClient("19:never/was here+so@thread.v2");
  await expectError("get properties of an unknown thread", 404, "NotFound", () => unknown.getProperties());
  await expectError("get properties as a non-participant", 403, "Forbidden", () => f.chat(f.dora.token).getChatThreadClient(f.threadId).getProperties());

  await call("update the topic", () => lunch.updateTopic("Dinner"));
  await call("update all properties", () => lunch.updateProperties({
    topic: "Supper", metadata: { key: "changed", more: "" }, retentionPolicy: { kind: "threadCreationDate", deleteThreadAfterDays: 90 },
  }));
  await call("update no properties", () => lunch.updateProperties());
  assert.deepEqual(await call("get updated properties", () => lunch.getProperties()), {
    ...created, topic: "Supper", metadata: { key: "changed", another: "", more: "" }, retentionPolicy: { kind: "threadCreationDate", deleteThreadAfterDays: 90 },
  });
  await call("update the retention policy to none", () => lunch.updateProperties({ retentionPolicy: { kind: "none" } }));
  await call("reset the retention policy", () => lunch.updateProperties({ retentionPolicy: null }));
  assert.deepEqual((await call("get reset properties", () => lunch.getProperties())).retentionPolicy, { kind: "none" });
  await expectError("update the retention policy to a day", 400, "BadRequest", () => lunch.updateProperties({
    retentionPolicy: { kind: "threadCreationDate", deleteThreadAfterDays: 1 },
  }));
  await expectError("update the topic with scope chat.join", 403, "Forbidden", () => f.chat(f.bob.token).getChatThreadClient(f.threadId).updateTopic("No"));
}

async function remove(f, client) {
  await f.call("delete a thread", () => client.deleteChatThread(f.plainId));
  await f.expectError("get properties of a deleted thread", 404, "NotFound", () => client.getChatThreadClient(f.plainId).getProperties());
  await f.expectError("delete a thread with scope chat.join", 403, "Forbidden", () => f.chat(f.bob.token).deleteChatThread(f.threadId));
  const threads = await f.call("list threads with a deleted one", () => collect(client.listChatThreads()));
  checkRecent(threads.find((t) => t.id === f.plainId).deletedOn);
}
