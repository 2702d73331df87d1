// Users and their tokens.
import assert from "node:assert/strict";
import { foreignUser } from "../fixture.mjs";

const minutesUntil = (time) => Math.round((time.getTime() - Date.now()) / 60e3);

// checkToken checks that a token expires in that many minutes.
function checkToken(result, minutes) {
  const claims = JSON.parse(Buffer.from(result.token.split(".")[1], "base64url"));
  assert.equal(minutesUntil(result.expiresOn), minutes);
  assert.equal(claims.exp, Math.floor(result.expiresOn.getTime() / 1000));
}

export default async function identity(f) {
  const { call, expectError } = f;
  const client = f.identity();

  const dora = await call("create a user", () => client.createUser());
  assert.deepEqual(Object.keys(dora), ["communicationUserId"]);
  assert.match(dora.communicationUserId, /^8:acs:[0-9a-f-]{36}_[0-9a-f-]{36}$/);

  f.fred = await call("create a user and a token for an hour", () => client.createUserAndToken(["chat", "voip"], { tokenExpiresInMinutes: 60 }));
  checkToken(f.fred, 60);
  assert.match(f.body().accessToken.expiresOn, /T\d\d:\d\d:\d\d\.\d{6,7}\+00:00$/);
  f.ann = await call("create a user and a token", () => client.createUserAndToken(["chat"]));
  checkToken(f.ann, 24 * 60);
  f.bob = await call("create a user with scope chat.join", () => client.createUserAndToken(["chat.join"]));
  f.carol = await call("create a user with scope chat.join.limited", () => client.createUserAndToken(["chat.join.limited", "voip.join"]));

  f.dora = { user: dora };
  const token = await call("get a token", () => client.getToken(dora, ["chat"]));
  checkToken(token, 24 * 60);
  Object.assign(f.dora, await call("get a token for an hour", () => client.getToken(dora, ["chat"], { tokenExpiresInMinutes: 60 })));
  checkToken(f.dora, 60);
  await expectError("get a token for a minute", 400, "ValidationError", () => client.getToken(dora, ["chat"], { tokenExpiresInMinutes: 1 }));
  await expectError("get a token without scopes", 400, "ValidationError", () => client.getToken(dora, []));
  await expectError("get a token for a user of another resource", 401, "IdentityNotOwned", () => client.getToken(foreignUser, ["chat"]));
  const wrongKey = f.identity(`endpoint=${f.endpoint};accesskey=d3Jvbmc=`);
  await expectError("create a user with a wrong key", 401, "Denied", () => wrongKey.createUser());

  const teams = await call("get a token for a Teams user", () => client.getTokenForTeamsUser({
    teamsUserAadToken: "an-entra-token", clientId: "00000000-0000-4000-8000-00000000000a", userObjectId: "00000000-0000-4000-8000-00000000000b",
  }));
  checkToken(teams, 60);
}
