// Typing notifications and read receipts.
import assert from "node:assert/strict";
import { checkRecent, collect, user } from "../fixture.mjs";

export default async function signals(f) {
  const fred = f.chat(f.fred.token).getChatThreadClient(f.threadId);
  const ann = f.chat(f.ann.token).getChatThreadClient(f.threadId);
  const { call, expectError } = f;

  assert.equal(await call("send a typing notification", () => fred.sendTypingNotification()), true);
  assert.equal(await call("send a typing notification too early", () => fred.sendTypingNotification()), false);
  await call("send a message after typing", () => fred.sendMessage({ content: "Soup?" }));
  assert.equal(await call("send a typing notification with a name", () => fred.sendTypingNotification({ senderDisplayName: "Fred" })), true);

  await call("send a read receipt", () => ann.sendReadReceipt({ chatMessageId: f.htmlId }));
  await call("send a read receipt as the sender", () => fred.sendReadReceipt({ chatMessageId: f.htmlId }));
  await expectError("send a read receipt for an unknown message", 404, "NotFound", () => ann.sendReadReceipt({ chatMessageId: "1" }));

  const receipts = await call("list read receipts", () => collect(fred.listReadReceipts()));
  assert.deepEqual(receipts.map((r) => r.sender), [f.fred, f.ann].map((u) => user(u.user)));
  for (const receipt of receipts) {
    assert.equal(receipt.chatMessageId, f.htmlId);
    checkRecent(receipt.readOn);
  }
  const state = {};
  const pages = [];
  await call("list read receipts by page", async () => {
    for await (const page of fred.listReadReceipts({ maxPageSize: 1 }).byPage(state)) {
      pages.push(page.length);
      state.firstToken ??= state.continuationToken;
    }
  });
  assert.deepEqual(pages, [1, 1]);
  const rest = await call("list read receipts from a next link", () => collect(fred.listReadReceipts().byPage({ continuationToken: state.firstToken })));
  assert.deepEqual(rest.flat(), [receipts[1]]);
  assert.deepEqual(await call("list read receipts with skip", () => collect(fred.listReadReceipts({ maxPageSize: 5, skip: 1 }))), [receipts[1]]);

  // Real-time notifications use another service and are supported in browsers
  // only. In Node.js these methods fail without sending a request.
  const client = f.chat(f.fred.token);
  for (const method of ["startRealtimeNotifications", "stopRealtimeNotifications", "on", "off"]) {
    await assert.rejects(async () => client[method]("chatMessageReceived", () => {}), /^Error: Realtime notifications are (not|only) supported/);
  }
}
