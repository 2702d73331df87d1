// Typing notifications and read receipts.
import assert from "node:assert/strict";
import { all, isRecent, user } from "../world.mjs";

export default async function signals(w) {
  const fred = w.chat(w.fred.token).getChatThreadClient(w.threadId);
  const ann = w.chat(w.ann.token).getChatThreadClient(w.threadId);
  const { call, refusal } = w;

  assert.equal(await call("send a typing notification", () => fred.sendTypingNotification()), true);
  assert.equal(await call("send one too early", () => fred.sendTypingNotification()), false);
  await call("send a message after typing", () => fred.sendMessage({ content: "Soup?" }));
  assert.equal(await call("send a typing notification with a name", () => fred.sendTypingNotification({ senderDisplayName: "Fred" })), true);

  await call("send a read receipt", () => ann.sendReadReceipt({ chatMessageId: w.htmlId }));
  await call("send one's own read receipt", () => fred.sendReadReceipt({ chatMessageId: w.htmlId }));
  await refusal("send a read receipt for nothing", 404, "NotFound", () => ann.sendReadReceipt({ chatMessageId: "1" }));

  const receipts = await call("list read receipts", () => all(fred.listReadReceipts()));
  assert.deepEqual(receipts.map((r) => r.sender), [w.fred, w.ann].map((u) => user(u.user)));
  for (const receipt of receipts) {
    assert.equal(receipt.chatMessageId, w.htmlId);
    isRecent(receipt.readOn);
  }
  const state = {};
  const pages = [];
  await call("list read receipts by page", async () => {
    for await (const page of fred.listReadReceipts({ maxPageSize: 1 }).byPage(state)) {
      pages.push(page.length);
      state.seen ??= state.continuationToken;
    }
  });
  assert.deepEqual(pages, [1, 1]);
  const rest = await call("list read receipts from a next link", () => all(fred.listReadReceipts().byPage({ continuationToken: state.seen })));
  assert.deepEqual(rest.flat(), [receipts[1]]);
  assert.deepEqual(await call("list read receipts but the first", () => all(fred.listReadReceipts({ maxPageSize: 5, skip: 1 }))), [receipts[1]]);

  // Real-time notifications come from another service, to browsers. Here these
  // methods only say so, and send nothing.
  const client = w.chat(w.fred.token);
  for (const method of ["startRealtimeNotifications", "stopRealtimeNotifications", "on", "off"]) {
    await assert.rejects(async () => client[method]("chatMessageReceived", () => {}), /^Error: Realtime notifications are (not|only) supported/);
  }
}
