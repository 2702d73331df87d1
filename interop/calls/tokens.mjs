// Revoked tokens and deleted users. These calls come last, because later ones
// could not use these users.
import assert from "node:assert/strict";
import { collect, foreignUser } from "../fixture.mjs";

export default async function tokens(f) {
  const { call, expectError } = f;
  const client = f.identity();
  const threads = (token) => collect(f.chat(token).listChatThreads());

  await call("revoke tokens", () => client.revokeTokens(f.ann.user));
  await expectError("list threads with a revoked token", 401, undefined, () => threads(f.ann.token));
  f.ann = { ...f.ann, ...(await call("get a token after revocation", () => client.getToken(f.ann.user, ["chat"]))) };
  assert.equal((await call("list threads with the new token", () => threads(f.ann.token))).length, 1);
  await expectError("revoke the tokens of a user of another resource", 401, "IdentityNotOwned", () => client.revokeTokens(foreignUser));

  await call("delete a user", () => client.deleteUser(f.dora.user));
  await expectError("list threads as a deleted user", 401, undefined, () => threads(f.dora.token));
  await expectError("get a token for a deleted user", 401, "IdentityNotOwned", () => client.getToken(f.dora.user, ["chat"]));
  await expectError("delete a user of another resource", 401, "IdentityNotOwned", () => client.deleteUser(foreignUser));
  const foreignToken = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjQxMDI0NDQ4MDB9.bm8tc2lnbmF0dXJl"; // signed with another key; expires in 2100
  await expectError("list threads with a token of another issuer", 401, undefined, () => threads(foreignToken));
}
