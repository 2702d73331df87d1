// Messages: send, get, update, list and delete.
import assert from "node:assert/strict";
import { checkRecent, collect, rawUser, user } from "../fixture.mjs";

export default async function messages(f) {
  const fred = f.chat(f.fred.token).getChatThreadClient(f.threadId);
  const ann = f.chat(f.ann.token).getChatThreadClient(f.threadId);
  await send(f, fred);
  await update(f, fred, ann);
  await list(f, fred);
  await remove(f, fred, ann);
}

async function send(f, fred) {
  const { call, expectError } = f;
  const sent = await call("send a message", () => fred.sendMessage({ content: "Pizza?" }));
  assert.match(sent.id, /^\d{13}$/);
  f.messageId = sent.id;
  assert.equal(new URL(f.header("location")).pathname, `/chat/threads/${f.threadId.replaceAll(":", "%3A")}/messages/${sent.id}`);
  f.htmlId = (await call("send a message with all options", () => fred.sendMessage(
    { content: "<p>\u2028 & Süßes 🍕</p>" },
    { senderDisplayName: "Fred \"<&>\"", type: "html", metadata: { tag: "food", gone: "soon" } },
  ))).id;
  await expectError("send an empty message", 400, "BadRequest", () => fred.sendMessage({ content: "" }));
  await expectError("send a message with a system type", 400, "BadRequest", () => fred.sendMessage({ content: "x" }, { type: "topicUpdated" }));
  await expectError("send a message over the size limit", 400, "BadRequest", () => fred.sendMessage({ content: "x".repeat(28 * 1024 + 1) }));

  const text = await call("get a message", () => fred.getMessage(sent.id));
  checkRecent(text.createdOn);
  assert.deepEqual(f.body().senderCommunicationIdentifier, rawUser(f.fred.user));
  assert.deepEqual(text, {
    id: sent.id, type: "text", sequenceId: text.sequenceId, version: sent.id, createdOn: text.createdOn,
    senderDisplayName: "", sender: user(f.fred.user), content: { message: "Pizza?", attachments: [] },
  });
  const html = await call("get a message with all options", () => fred.getMessage(f.htmlId));
  assert.deepEqual(html, {
    ...text, id: f.htmlId, version: f.htmlId, type: "html", sequenceId: String(Number(text.sequenceId) + 1), createdOn: html.createdOn,
    senderDisplayName: "Fred \"<&>\"", metadata: { tag: "food", gone: "soon" }, content: { message: "<p>\u2028 & Süßes 🍕</p>", attachments: [] },
  });
  await expectError("get an unknown message", 404, "NotFound", () => fred.getMessage("1"));
  await expectError("get a message with an ID that needs escaping", 400, "BadRequest", () => fred.getMessage("a/b:c?d"));
}

async function update(f, fred, ann) {
  const { call, expectError } = f;
  await call("update the content of a message", () => fred.updateMessage(f.messageId, { content: "Pasta?" }));
  await call("update the metadata of a message", () => fred.updateMessage(f.htmlId, { metadata: { more: "1", gone: "" } }));
  await call("update a message without changes", () => fred.updateMessage(f.messageId));
  const edited = await call("get an updated message", () => ann.getMessage(f.messageId));
  checkRecent(edited.editedOn);
  assert.ok(Number(edited.version) > Number(edited.id), "the version is the time of the edit");
  assert.equal(edited.content.message, "Pasta?");
  assert.deepEqual((await call("get updated metadata", () => ann.getMessage(f.htmlId))).metadata, { tag: "food", more: "1" });
  await expectError("update another user's message", 403, "Forbidden", () => ann.updateMessage(f.messageId, { content: "Salad" }));
}

const oldestFirst = ["participantAdded", "topicUpdated", "topicUpdated", "topicUpdated", "text", "html"];

async function list(f, fred) {
  const { call } = f;
  const listed = (await call("list messages", () => collect(fred.listMessages()))).reverse();
  assert.deepEqual(listed.map((m) => m.type), oldestFirst);
  assert.deepEqual(listed.map((m) => m.sequenceId), ["1", "2", "3", "4", "5", "6"]);
  const [added, created, dinner] = listed;
  assert.equal(added.sender, undefined);
  assert.deepEqual(added.content.initiator, user(f.fred.user));
  assert.deepEqual(added.content.participants.map((p) => p.id), [f.fred, f.ann, f.bob].map((u) => user(u.user)));
  assert.equal(created.content.topic, "Lunch \u2028 & <b>🍜</b>");
  assert.deepEqual(dinner.content, { topic: "Dinner", initiator: user(f.fred.user) });

  const state = {};
  const pages = [];
  await call("list messages by page", async () => {
    for await (const page of fred.listMessages({ maxPageSize: 4 }).byPage(state)) {
      pages.push(page.map((m) => m.sequenceId));
      state.firstToken ??= state.continuationToken;
    }
  });
  const start = `${f.endpoint.replace(/\/$/, "")}/chat/threads/${f.threadId}/messages?`;
  assert.ok(state.firstToken.startsWith(start), `${state.firstToken} is not ${start}...`);
  assert.deepEqual(pages, [["6", "5", "4", "3"], ["2", "1"]]);
  const rest = await call("list messages from a next link", () => collect(fred.listMessages().byPage({ continuationToken: state.firstToken })));
  assert.deepEqual(rest.map((page) => page.map((m) => m.sequenceId)), [["2", "1"]]);

  const since = (time) => collect(fred.listMessages({ maxPageSize: 200, startTime: new Date(time) }));
  assert.equal((await call("list messages with a start time", () => since("2020-01-01T00:00:00.250Z"))).length, 6);
  assert.deepEqual(await call("list messages with a future start time", () => since("2099-01-01T00:00:00Z")), []);
}

async function remove(f, fred, ann) {
  await f.expectError("delete another user's message", 403, "Forbidden", () => ann.deleteMessage(f.messageId));
  await f.call("delete a message", () => fred.deleteMessage(f.messageId));
  const deleted = await f.call("get a deleted message", () => ann.getMessage(f.messageId));
  checkRecent(deleted.deletedOn);
  assert.deepEqual(deleted.content, { message: "", attachments: [] });
}
