// Access tokens before a library that others use: jose verifies ours by our JWKS, and what jose makes
// with any other key or algorithm is refused.
import assert from "node:assert/strict";
import {createRequire} from "node:module";
import {test} from "node:test";
import {forgeries} from "./lib/forge.mjs";
import {accounts, bearer, claimsOf} from "./lib/people.mjs";
import {theWorld} from "./lib/world.mjs";
import {keyOf} from "./rows/forgers.mjs";

// The packages are those of tests/api.
const require = createRequire(new URL("../api/package.json", import.meta.url));
let jose;
try {
  jose = require("jose");
} catch {
  // Then the tests say so.
}
const skip = jose ? false : "the npm package jose is not in tests/api";

const me = async (token) => (await theWorld()).ask({target: accounts("/me"), headers: bearer(token), secured: true});
const jwks = async () => (await (await theWorld()).ask({target: accounts("/jwks")})).json;
async function real() {
  const world = await theWorld();
  const {Authorization} = await world.people.byToken(world.holder(""));
  return {world, token: Authorization.slice("Bearer ".length)};
}
const expected = (world) => ({issuer: world.people.base, audience: "stoa", typ: "at+jwt", algorithms: ["EdDSA"]});

test("tokens: jose verifies ours by our keys", {skip}, async () => {
  const {world, token} = await real();
  const {payload, protectedHeader} = await jose.jwtVerify(token, jose.createLocalJWKSet(await jwks()), expected(world));
  assert.equal(payload.sub, world.holder("").id);
  assert.equal(payload.exp - payload.iat, 300);
  assert.ok(payload.jti && payload.sid);
  assert.deepEqual(Object.keys(protectedHeader).sort(), ["alg", "kid", "typ"]);
});

test("tokens: the public keys have no private part, and each is named by its thumbprint", {skip}, async () => {
  const {keys} = await jwks();
  assert.ok(keys.length > 0);
  for (const key of keys) {
    assert.deepEqual(Object.keys(key).sort(), ["alg", "crv", "kid", "kty", "use", "x"]);
    assert.equal(await jose.calculateJwkThumbprint(key), key.kid);
  }
});

test("tokens: what jose signs with another key or algorithm is refused", {skip}, async () => {
  const {world, token} = await real();
  const claims = claimsOf(token), {kid, x} = await keyOf(world, token);
  const header = (alg) => ({alg, kid, typ: "at+jwt"});
  const wrong = {};
  for (const alg of ["EdDSA", "RS256", "PS256", "ES256", "ES384", "ES512"]) {
    const {privateKey} = await jose.generateKeyPair(alg);
    wrong[alg] = await new jose.SignJWT(claims).setProtectedHeader(header(alg)).sign(privateKey);
    wrong[`${alg} without kid`] = await new jose.SignJWT(claims).setProtectedHeader({alg, typ: "at+jwt"}).sign(privateKey);
  }
  for (const alg of ["HS256", "HS384", "HS512"]) {
    const secret = Buffer.concat([Buffer.from(x, "base64url"), Buffer.alloc(32)]);
    wrong[alg] = await new jose.SignJWT(claims).setProtectedHeader(header(alg)).sign(secret);
  }
  wrong["no signature"] = new jose.UnsecuredJWT(claims).encode();
  wrong.encrypted = await new jose.EncryptJWT(claims).setProtectedHeader({alg: "dir", enc: "A256GCM", kid}).encrypt(Buffer.from(x, "base64url"));
  for (const [what, made] of Object.entries(wrong)) {
    const answer = await me(made);
    assert.equal(answer.status, 401, `${what}: ${answer}`);
  }
});

// Whether our forgeries are what they say: none of them convinces jose either.
test("tokens: jose takes none of the walk's forgeries", {skip}, async () => {
  const {world, token} = await real();
  const keys = jose.createLocalJWKSet(await jwks()), taken = [];
  // jose forgives padding at the end; the server does not.
  for (const {what, authorization} of forgeries(token, await keyOf(world, token)).filter((one) => !one.what.endsWith("padding"))) {
    await jose.jwtVerify(authorization.slice("Bearer ".length), keys, expected(world)).then(() => taken.push(what), () => {});
  }
  assert.deepEqual(taken, []);
});

test("tokens: a new signing key leaves those that were signed before good", async () => {
  const {world, token} = await real();
  const before = (await jwks()).keys.map((key) => key.kid);
  const headers = await world.people.byToken(world.holder("admin"));
  const answer = await world.ask({method: "POST", target: accounts("/signing-keys"), headers, secured: true});
  assert.ok(answer.good, `${answer}`);
  const after = (await jwks()).keys.map((key) => key.kid);
  assert.ok(before.every((kid) => after.includes(kid)) && after.length === before.length + 1);
  assert.equal((await me(token)).status, 200);
  const fresh = (await world.people.tokens(world.holder(""))).access_token;
  assert.ok(!before.includes(JSON.parse(Buffer.from(fresh.split(".")[0], "base64url")).kid));
  assert.equal((await me(fresh)).status, 200);
});
