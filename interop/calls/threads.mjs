// Threads: creating, listing, changing and deleting them.
import assert from "node:assert/strict";
import { all, isRecent, rawUser, refused, stranger, user } from "../world.mjs";

const everyKind = [
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

const everyRawId = [
  "4:+14255550123", "4:+14255550123_456", "4:anonymous", "8:orgid:00000000-0000-4000-8000-000000000001",
  "8:dod:00000000-0000-4000-8000-000000000002", "8:teamsvisitor:00000000-0000-4000-8000-000000000003",
  "28:gcch:00000000-0000-4000-8000-000000000004",
  "8:acs:00000000-0000-4000-8000-000000000007_00000000-0000-4000-8000-000000000006_00000000-0000-4000-8000-000000000005",
];

export default async function threads(w) {
  const client = w.chat(w.fred.token);
  const lunch = await create(w, client);
  await creations(w, client);
  await list(w, client);
  await properties(w, client, lunch);
  await remove(w, client);
}

// create makes the thread of all later calls.
async function create(w, client) {
  const made = await w.call("create a thread with all options", () => client.createChatThread({ topic: "Lunch \u2028 & <b>🍜</b>" }, {
    participants: [
      { id: w.ann.user, displayName: "Ann \"<&>\" Ünï", shareHistoryTime: new Date("2020-01-01T00:00:00.250Z"), metadata: { role: "lead" } },
      { id: w.bob.user },
      { id: stranger, displayName: "Stranger" },
    ],
    metadata: { key: "value", another: "" },
    retentionPolicy: { kind: "threadCreationDate", deleteThreadAfterDays: 60 },
  }));
  const thread = made.chatThread;
  w.threadId = thread.id;
  assert.match(thread.id, /^19:.+@thread\.v2$/);
  isRecent(thread.createdOn);
  assert.match(w.body().chatThread.createdOn, /T\d\d:\d\d:\d\dZ$/);
  assert.deepEqual(w.body().chatThread.createdByCommunicationIdentifier, rawUser(w.fred.user));
  assert.equal(new URL(w.header("location")).pathname, `/chat/threads/${thread.id}`);
  assert.deepEqual(made, {
    chatThread: {
      id: thread.id, topic: "Lunch \u2028 & <b>🍜</b>", createdOn: thread.createdOn, createdBy: user(w.fred.user),
      metadata: { key: "value", another: "" }, retentionPolicy: { kind: "threadCreationDate", deleteThreadAfterDays: 60 },
    },
    invalidParticipants: [refused(stranger.communicationUserId)],
  });
  return thread;
}

async function creations(w, client) {
  const { call, refusal } = w;
  const plain = await call("create a thread", () => client.createChatThread({ topic: "Plain" }));
  assert.equal(plain.invalidParticipants, undefined);
  assert.deepEqual(plain.chatThread.retentionPolicy, { kind: "none" });
  assert.deepEqual(plain.chatThread.metadata ?? {}, {});
  w.plainId = plain.chatThread.id;

  const id = { idempotencyToken: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff" };
  const first = await call("create a thread with a request ID", () => client.createChatThread({ topic: "Once" }, id));
  const second = await call("create it again", () => client.createChatThread({ topic: "Once" }, id));
  assert.deepEqual(second, first);
  await call("create a thread at the second try", () => client.createChatThread({ topic: "Twice" }), { fail: 503 });

  const kinds = await call("create a thread with every kind of identifier", () => client.createChatThread({ topic: "Kinds" }, {
    participants: everyKind.map((id) => ({ id })),
  }));
  assert.deepEqual(kinds.invalidParticipants, everyRawId.map(refused));
  await refusal("create a thread with a malformed identifier", 400, "BadRequest", () => client.createChatThread({ topic: "Bad" }, {
    participants: [{ id: { communicationUserId: "8:acs:nobody" } }],
  }));
  await refusal("create a thread without a topic", 400, "BadRequest", () => client.createChatThread({ topic: "" }));
  await refusal("create a thread as one who joins", 403, "Forbidden", () => w.chat(w.bob.token).createChatThread({ topic: "No" }));
}

async function list(w, client) {
  const { call } = w;
  const threads = await call("list threads", () => all(client.listChatThreads()));
  assert.deepEqual(threads.map((t) => t.topic), ["Kinds", "Twice", "Once", "Plain", "Lunch \u2028 & <b>🍜</b>"]);
  threads.forEach((t) => isRecent(t.lastMessageReceivedOn));
  assert.deepEqual(Object.keys(threads[0]).sort(), ["id", "lastMessageReceivedOn", "topic"]);

  const state = {};
  const pages = [];
  await call("list threads by page", async () => {
    for await (const page of client.listChatThreads({ maxPageSize: 2 }).byPage(state)) {
      pages.push(page.map((t) => t.topic));
      state.seen ??= state.continuationToken;
    }
  });
  assert.deepEqual(pages, [["Kinds", "Twice"], ["Once", "Plain"], ["Lunch \u2028 & <b>🍜</b>"]]);
  const rest = await call("list threads from a next link", () => all(client.listChatThreads({ maxPageSize: 2 }).byPage({ continuationToken: state.seen })));
  assert.deepEqual(rest.map((page) => page.length), [2, 1]);

  const since = (time) => all(client.listChatThreads({ startTime: new Date(time) }));
  assert.equal((await call("list threads since", () => since("2020-01-01T00:00:00.250Z"))).length, 5);
  assert.deepEqual(await call("list threads of the future", () => since("2099-01-01T00:00:00Z")), []);
}

async function properties(w, client, created) {
  const { call, refusal } = w;
  const lunch = client.getChatThreadClient(w.threadId);
  assert.equal(lunch.threadId, w.threadId);
  assert.deepEqual(await call("get properties", () => lunch.getProperties()), created);
  const never = client.getChatThreadClient("19:never/was here+so@thread.v2");
  await refusal("get properties of a thread that never was", 404, "NotFound", () => never.getProperties());
  await refusal("get properties of a thread of others", 403, "Forbidden", () => w.chat(w.dora.token).getChatThreadClient(w.threadId).getProperties());

  await call("update the topic", () => lunch.updateTopic("Dinner"));
  await call("update all properties", () => lunch.updateProperties({
    topic: "Supper", metadata: { key: "changed", more: "" }, retentionPolicy: { kind: "threadCreationDate", deleteThreadAfterDays: 90 },
  }));
  await call("update nothing", () => lunch.updateProperties());
  assert.deepEqual(await call("get updated properties", () => lunch.getProperties()), {
    ...created, topic: "Supper", metadata: { key: "changed", another: "", more: "" }, retentionPolicy: { kind: "threadCreationDate", deleteThreadAfterDays: 90 },
  });
  await call("update the retention policy to none", () => lunch.updateProperties({ retentionPolicy: { kind: "none" } }));
  await call("reset the retention policy", () => lunch.updateProperties({ retentionPolicy: null }));
  assert.deepEqual((await call("get reset properties", () => lunch.getProperties())).retentionPolicy, { kind: "none" });
  await refusal("update the retention policy to a day", 400, "BadRequest", () => lunch.updateProperties({
    retentionPolicy: { kind: "threadCreationDate", deleteThreadAfterDays: 1 },
  }));
  await refusal("update the topic as one who joins", 403, "Forbidden", () => w.chat(w.bob.token).getChatThreadClient(w.threadId).updateTopic("No"));
}

async function remove(w, client) {
  await w.call("delete a thread", () => client.deleteChatThread(w.plainId));
  await w.refusal("get properties of a deleted thread", 404, "NotFound", () => client.getChatThreadClient(w.plainId).getProperties());
  await w.refusal("delete a thread as one who joins", 403, "Forbidden", () => w.chat(w.bob.token).deleteChatThread(w.threadId));
  const threads = await w.call("list threads with a deleted one", () => all(client.listChatThreads()));
  isRecent(threads.find((t) => t.id === w.plainId).deletedOn);
}
