// Participants: add, list and remove.
import assert from "node:assert/strict";
import { collect, foreignUser, rejection, user } from "../fixture.mjs";

export default async function participants(f) {
  const fred = f.chat(f.fred.token).getChatThreadClient(f.threadId);
  await add(f, fred);
  await list(f, fred);
  await remove(f, fred);
}

async function add(f, fred) {
  const { call, expectError } = f;
  const added = await call("add participants", () => fred.addParticipants({
    participants: [{ id: f.carol.user, displayName: "Carol", shareHistoryTime: new Date("2020-01-01T00:00:00Z"), metadata: { role: "guest" } }],
  }));
  assert.deepEqual(added, {});
  const partial = await call("add participants, one of them rejected", () => fred.addParticipants({
    participants: [{ id: f.dora.user, displayName: "Dora" }, { id: foreignUser }],
  }));
  assert.deepEqual(partial, { invalidParticipants: [rejection(foreignUser.communicationUserId)] });
  await expectError("add a participant with a malformed identifier", 400, "BadRequest", () => fred.addParticipants({
    participants: [{ id: { communicationUserId: "8:acs:nobody" } }],
  }));
  await expectError("add no participants", 400, "BadRequest", () => fred.addParticipants({ participants: [] }));
  const carol = f.chat(f.carol.token).getChatThreadClient(f.threadId);
  await expectError("add participants with scope chat.join.limited", 403, "Forbidden", () => carol.addParticipants({ participants: [{ id: f.dora.user }] }));
}

async function list(f, fred) {
  const { call } = f;
  const listed = await call("list participants", () => collect(fred.listParticipants()));
  assert.deepEqual(listed.map((p) => p.id), [f.fred, f.ann, f.bob, f.carol, f.dora].map((u) => user(u.user)));
  assert.equal(listed[1].displayName, "Ann \"<&>\" Ünï");
  assert.deepEqual(listed[3], {
    id: user(f.carol.user), displayName: "Carol", shareHistoryTime: new Date("2020-01-01T00:00:00Z"), metadata: { role: "guest" },
  });

  const state = {};
  const pages = [];
  await call("list participants by page", async () => {
    for await (const page of fred.listParticipants({ maxPageSize: 3 }).byPage(state)) {
      pages.push(page.length);
      state.firstToken ??= state.continuationToken;
    }
  });
  assert.deepEqual(pages, [3, 2]);
  const rest = await call("list participants from a next link", () => collect(fred.listParticipants().byPage({ continuationToken: state.firstToken })));
  assert.deepEqual(rest.flat().map((p) => p.displayName), ["Carol", "Dora"]);
  const skipped = await call("list participants with skip", () => collect(fred.listParticipants({ maxPageSize: 2, skip: 1 })));
  assert.deepEqual(skipped.map((p) => p.id), [f.ann, f.bob, f.carol, f.dora].map((u) => user(u.user)));
}

async function remove(f, fred) {
  const { call, expectError } = f;
  await call("remove a participant", () => fred.removeParticipant(f.dora.user));
  await expectError("get properties as a removed participant", 403, "Forbidden", () => f.chat(f.dora.token).getChatThreadClient(f.threadId).getProperties());
  await call("remove a phone number", () => fred.removeParticipant({ phoneNumber: "+14255550123_456" }));
  await call("remove a Teams user", () => fred.removeParticipant({ microsoftTeamsUserId: "00000000-0000-4000-8000-000000000001" }));
  await call("remove a Teams extension user", () => fred.removeParticipant({
    userId: "00000000-0000-4000-8000-000000000005", tenantId: "00000000-0000-4000-8000-000000000006",
    resourceId: "00000000-0000-4000-8000-000000000007",
  }));
  await expectError("remove a malformed identifier", 400, "BadRequest", () => fred.removeParticipant({ communicationUserId: "8:acs:nobody" }));
  const last = (await call("list the newest message", () => collect(fred.listMessages())))[0];
  assert.equal(last.type, "participantRemoved");
  assert.deepEqual(last.content.initiator, user(f.fred.user));
  assert.deepEqual(last.content.participants.map((p) => p.id), [user(f.dora.user)]);
}
