// Messages: sending, reading, editing, deleting and listing them.
import assert from "node:assert/strict";
import { all, isRecent, rawUser, user } from "../world.mjs";

export default async function messages(w) {
  const fred = w.chat(w.fred.token).getChatThreadClient(w.threadId);
  const ann = w.chat(w.ann.token).getChatThreadClient(w.threadId);
  await send(w, fred);
  await edit(w, fred, ann);
  await list(w, fred);
  await remove(w, fred, ann);
}

async function send(w, fred) {
  const { call, refusal } = w;
  const sent = await call("send a message", () => fred.sendMessage({ content: "Pizza?" }));
  assert.match(sent.id, /^\d{13}$/);
  w.messageId = sent.id;
  assert.equal(new URL(w.header("location")).pathname, `/chat/threads/${w.threadId}/messages/${sent.id}`);
  w.htmlId = (await call("send a message with all options", () => fred.sendMessage(
    { content: "<p>\u2028 & Süßes 🍕</p>" },
    { senderDisplayName: "Fred \"<&>\"", type: "html", metadata: { tag: "food", gone: "soon" } },
  ))).id;
  await refusal("send an empty message", 400, "BadRequest", () => fred.sendMessage({ content: "" }));
  await refusal("send a message of a system type", 400, "BadRequest", () => fred.sendMessage({ content: "x" }, { type: "topicUpdated" }));
  await refusal("send too long a message", 400, "BadRequest", () => fred.sendMessage({ content: "x".repeat(28 * 1024 + 1) }));

  const text = await call("get a message", () => fred.getMessage(sent.id));
  isRecent(text.createdOn);
  assert.deepEqual(w.body().senderCommunicationIdentifier, rawUser(w.fred.user));
  assert.deepEqual(text, {
    id: sent.id, type: "text", sequenceId: text.sequenceId, version: sent.id, createdOn: text.createdOn,
    senderDisplayName: "", sender: user(w.fred.user), content: { message: "Pizza?", attachments: [] },
  });
  const html = await call("get a message with all options", () => fred.getMessage(w.htmlId));
  assert.deepEqual(html, {
    ...text, id: w.htmlId, version: w.htmlId, type: "html", sequenceId: String(Number(text.sequenceId) + 1), createdOn: html.createdOn,
    senderDisplayName: "Fred \"<&>\"", metadata: { tag: "food", gone: "soon" }, content: { message: "<p>\u2028 & Süßes 🍕</p>", attachments: [] },
  });
  await refusal("get a message that never was", 404, "NotFound", () => fred.getMessage("1"));
  await refusal("get a message with an odd ID", 404, "NotFound", () => fred.getMessage("a/b:c?d"));
}

async function edit(w, fred, ann) {
  const { call, refusal } = w;
  await call("update the content of a message", () => fred.updateMessage(w.messageId, { content: "Pasta?" }));
  await call("update the metadata of a message", () => fred.updateMessage(w.htmlId, { metadata: { more: "1", gone: "" } }));
  await call("update nothing of a message", () => fred.updateMessage(w.messageId));
  const edited = await call("get an updated message", () => ann.getMessage(w.messageId));
  isRecent(edited.editedOn);
  assert.ok(Number(edited.version) > Number(edited.id), "the version is the time of the edit");
  assert.equal(edited.content.message, "Pasta?");
  assert.deepEqual((await call("get updated metadata", () => ann.getMessage(w.htmlId))).metadata, { tag: "food", more: "1" });
  await refusal("update the message of another", 403, "Forbidden", () => ann.updateMessage(w.messageId, { content: "Salad" }));
}

const oldestFirst = ["participantAdded", "topicUpdated", "topicUpdated", "topicUpdated", "text", "html"];

async function list(w, fred) {
  const { call } = w;
  const found = (await call("list messages", () => all(fred.listMessages()))).reverse();
  assert.deepEqual(found.map((m) => m.type), oldestFirst);
  assert.deepEqual(found.map((m) => m.sequenceId), ["1", "2", "3", "4", "5", "6"]);
  const [added, created, dinner] = found;
  assert.equal(added.sender, undefined);
  assert.deepEqual(added.content.initiator, user(w.fred.user));
  assert.deepEqual(added.content.participants.map((p) => p.id), [w.fred, w.ann, w.bob].map((u) => user(u.user)));
  assert.equal(created.content.topic, "Lunch \u2028 & <b>🍜</b>");
  assert.deepEqual(dinner.content, { topic: "Dinner", initiator: user(w.fred.user) });

  const state = {};
  const pages = [];
  await call("list messages by page", async () => {
    for await (const page of fred.listMessages({ maxPageSize: 4 }).byPage(state)) {
      pages.push(page.map((m) => m.sequenceId));
      state.seen ??= state.continuationToken;
    }
  });
  const start = `${w.endpoint.replace(/\/$/, "")}/chat/threads/${w.threadId}/messages?`;
  assert.ok(state.seen.startsWith(start), `${state.seen} is not ${start}...`);
  assert.deepEqual(pages, [["6", "5", "4", "3"], ["2", "1"]]);
  const rest = await call("list messages from a next link", () => all(fred.listMessages().byPage({ continuationToken: state.seen })));
  assert.deepEqual(rest.map((page) => page.map((m) => m.sequenceId)), [["2", "1"]]);

  const since = (time) => all(fred.listMessages({ maxPageSize: 200, startTime: new Date(time) }));
  assert.equal((await call("list messages since", () => since("2020-01-01T00:00:00.250Z"))).length, 6);
  assert.deepEqual(await call("list messages of the future", () => since("2099-01-01T00:00:00Z")), []);
}

async function remove(w, fred, ann) {
  await w.refusal("delete the message of another", 403, "Forbidden", () => ann.deleteMessage(w.messageId));
  await w.call("delete a message", () => fred.deleteMessage(w.messageId));
  const gone = await w.call("get a deleted message", () => ann.getMessage(w.messageId));
  isRecent(gone.deletedOn);
  assert.equal(gone.content?.message, undefined);
}
