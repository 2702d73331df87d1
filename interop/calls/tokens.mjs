// Tokens that count no more. These calls come last: they end two users.
import assert from "node:assert/strict";
import { all, stranger } from "../world.mjs";

export default async function tokens(w) {
  const { call, refusal } = w;
  const client = w.identity();
  const threads = (token) => all(w.chat(token).listChatThreads());

  await call("revoke tokens", () => client.revokeTokens(w.ann.user));
  await refusal("list threads with a revoked token", 401, "Unauthorized", () => threads(w.ann.token));
  w.ann = { ...w.ann, ...(await call("get a token after that", () => client.getToken(w.ann.user, ["chat"]))) };
  assert.equal((await call("list threads with it", () => threads(w.ann.token))).length, 1);
  await refusal("revoke the tokens of a stranger", 401, "IdentityNotOwned", () => client.revokeTokens(stranger));

  await call("delete a user", () => client.deleteUser(w.dora.user));
  await refusal("list threads as a deleted user", 401, "Unauthorized", () => threads(w.dora.token));
  await refusal("get a token for a deleted user", 401, "IdentityNotOwned", () => client.getToken(w.dora.user, ["chat"]));
  await refusal("delete a stranger", 401, "IdentityNotOwned", () => client.deleteUser(stranger));
  const nobody = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjQxMDI0NDQ4MDB9.bm8tc2lnbmF0dXJl"; // expires in 2100
  await refusal("list threads with a token of somebody else", 401, "Unauthorized", () => threads(nobody));
}
