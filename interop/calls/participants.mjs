// Participants: adding, listing and removing them.
import assert from "node:assert/strict";
import { all, refused, stranger, user } from "../world.mjs";

export default async function participants(w) {
  const fred = w.chat(w.fred.token).getChatThreadClient(w.threadId);
  await add(w, fred);
  await list(w, fred);
  await remove(w, fred);
}

async function add(w, fred) {
  const { call, refusal } = w;
  const added = await call("add participants", () => fred.addParticipants({
    participants: [{ id: w.carol.user, displayName: "Carol", shareHistoryTime: new Date("2020-01-01T00:00:00Z"), metadata: { role: "guest" } }],
  }));
  assert.deepEqual(added, {});
  const some = await call("add participants of whom one is refused", () => fred.addParticipants({
    participants: [{ id: w.dora.user, displayName: "Dora" }, { id: stranger }],
  }));
  assert.deepEqual(some, { invalidParticipants: [refused(stranger.communicationUserId)] });
  await refusal("add a participant with a malformed identifier", 400, "BadRequest", () => fred.addParticipants({
    participants: [{ id: { communicationUserId: "8:acs:nobody" } }],
  }));
  await refusal("add no participants", 400, "BadRequest", () => fred.addParticipants({ participants: [] }));
  const carol = w.chat(w.carol.token).getChatThreadClient(w.threadId);
  await refusal("add participants as one who joins and no more", 403, "Forbidden", () => carol.addParticipants({ participants: [{ id: w.dora.user }] }));
}

async function list(w, fred) {
  const { call } = w;
  const found = await call("list participants", () => all(fred.listParticipants()));
  assert.deepEqual(found.map((p) => p.id), [w.fred, w.ann, w.bob, w.carol, w.dora].map((u) => user(u.user)));
  assert.equal(found[1].displayName, "Ann \"<&>\" Ünï");
  assert.deepEqual(found[3], {
    id: user(w.carol.user), displayName: "Carol", shareHistoryTime: new Date("2020-01-01T00:00:00Z"), metadata: { role: "guest" },
  });

  const state = {};
  const pages = [];
  await call("list participants by page", async () => {
    for await (const page of fred.listParticipants({ maxPageSize: 3 }).byPage(state)) {
      pages.push(page.length);
      state.seen ??= state.continuationToken;
    }
  });
  assert.deepEqual(pages, [3, 2]);
  const rest = await call("list participants from a next link", () => all(fred.listParticipants().byPage({ continuationToken: state.seen })));
  assert.deepEqual(rest.flat().map((p) => p.displayName), ["Carol", "Dora"]);
  const skipped = await call("list participants but the first", () => all(fred.listParticipants({ maxPageSize: 2, skip: 1 })));
  assert.deepEqual(skipped.map((p) => p.id), [w.ann, w.bob, w.carol, w.dora].map((u) => user(u.user)));
}

async function remove(w, fred) {
  const { call, refusal } = w;
  await call("remove a participant", () => fred.removeParticipant(w.dora.user));
  await refusal("get properties as one who was removed", 403, "Forbidden", () => w.chat(w.dora.token).getChatThreadClient(w.threadId).getProperties());
  await call("remove a phone number", () => fred.removeParticipant({ phoneNumber: "+14255550123_456" }));
  await call("remove a Teams user", () => fred.removeParticipant({ microsoftTeamsUserId: "00000000-0000-4000-8000-000000000001" }));
  await call("remove a Teams extension user", () => fred.removeParticipant({
    userId: "00000000-0000-4000-8000-000000000005", tenantId: "00000000-0000-4000-8000-000000000006",
    resourceId: "00000000-0000-4000-8000-000000000007",
  }));
  await refusal("remove a malformed identifier", 400, "BadRequest", () => fred.removeParticipant({ communicationUserId: "8:acs:nobody" }));
  const last = (await call("list the newest message", () => all(fred.listMessages())))[0];
  assert.equal(last.type, "participantRemoved");
  assert.deepEqual(last.content.initiator, user(w.fred.user));
  assert.deepEqual(last.content.participants.map((p) => p.id), [user(w.dora.user)]);
}
