// Credentials of Microsoft Entra ID: for the identity client, and for users.
import assert from "node:assert/strict";
import { collect } from "../fixture.mjs";

export default async function entra(f) {
  const { call } = f;
  const created = await call("create a user with an Entra token", () => f.entraIdentity("app").createUser());
  assert.match(created.communicationUserId, /^8:acs:/);

  for (const scope of ["https://communication.azure.com/clients/.default", "https://auth.msft.communication.azure.com/.default"]) {
    const threads = await call(`list threads with ${scope}`, () => collect(f.entraChat("fred", scope).listChatThreads()));
    assert.deepEqual(threads, []);
  }
}
