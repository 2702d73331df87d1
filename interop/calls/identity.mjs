// Users and their tokens.
import assert from "node:assert/strict";
import { stranger } from "../world.mjs";

const minutes = (time) => Math.round((time.getTime() - Date.now()) / 60e3);

function isToken(result, life) {
  const claims = JSON.parse(Buffer.from(result.token.split(".")[1], "base64url"));
  assert.equal(minutes(result.expiresOn), life);
  assert.equal(claims.exp, Math.floor(result.expiresOn.getTime() / 1000));
}

export default async function identity(w) {
  const { call, refusal } = w;
  const client = w.identity();

  const dora = await call("create a user", () => client.createUser());
  assert.deepEqual(Object.keys(dora), ["communicationUserId"]);
  assert.match(dora.communicationUserId, /^8:acs:[0-9a-f-]{36}_[0-9a-f-]{36}$/);

  w.fred = await call("create a user and a token for an hour", () => client.createUserAndToken(["chat", "voip"], { tokenExpiresInMinutes: 60 }));
  isToken(w.fred, 60);
  assert.match(w.body().accessToken.expiresOn, /T\d\d:\d\d:\d\d\.\d{6,7}\+00:00$/);
  w.ann = await call("create a user and a token", () => client.createUserAndToken(["chat"]));
  isToken(w.ann, 24 * 60);
  w.bob = await call("create a user who joins", () => client.createUserAndToken(["chat.join"]));
  w.carol = await call("create a user who joins and no more", () => client.createUserAndToken(["chat.join.limited", "voip.join"]));

  w.dora = { user: dora };
  const token = await call("get a token", () => client.getToken(dora, ["chat"]));
  isToken(token, 24 * 60);
  Object.assign(w.dora, await call("get a token for an hour", () => client.getToken(dora, ["chat"], { tokenExpiresInMinutes: 60 })));
  isToken(w.dora, 60);
  await refusal("get a token for a minute", 400, "BadRequest", () => client.getToken(dora, ["chat"], { tokenExpiresInMinutes: 1 }));
  await refusal("get a token for nothing", 400, "BadRequest", () => client.getToken(dora, []));
  await refusal("get a token for a stranger", 401, "IdentityNotOwned", () => client.getToken(stranger, ["chat"]));
  const wrongKey = w.identity(`endpoint=${w.endpoint};accesskey=d3Jvbmc=`);
  await refusal("create a user with a wrong key", 401, "Denied", () => wrongKey.createUser());

  const teams = await call("get a token for a Teams user", () => client.getTokenForTeamsUser({
    teamsUserAadToken: "an-entra-token", clientId: "00000000-0000-4000-8000-00000000000a", userObjectId: "00000000-0000-4000-8000-00000000000b",
  }));
  isToken(teams, 60);
}
