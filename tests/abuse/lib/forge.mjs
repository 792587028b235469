// Access tokens that nobody signed who may: what an attacker makes of a real token and of the public
// keys. Each is {what, authorization}.
import {createHmac, createPublicKey, generateKeyPairSync, sign} from "node:crypto";

export const encode = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const decode = (part) => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));

// Keys of ours: the server has never seen them.
export const ours = {
  ed25519: generateKeyPairSync("ed25519"),
  rsa: generateKeyPairSync("rsa", {modulusLength: 2048}),
  p256: generateKeyPairSync("ec", {namedCurve: "P-256"}),
};
const ourJwk = {...ours.ed25519.publicKey.export({format: "jwk"}), use: "sig", alg: "EdDSA"};

const signers = {
  EdDSA: (text) => sign(null, Buffer.from(text), ours.ed25519.privateKey),
  RS256: (text) => sign("sha256", Buffer.from(text), ours.rsa.privateKey),
  ES256: (text) => sign("sha256", Buffer.from(text), {key: ours.p256.privateKey, dsaEncoding: "ieee-p1363"}),
};

// A token of ours, in all but what is changed like a real one.
export function forged(header, claims, signer = signers.EdDSA) {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${Buffer.from(signer(text)).toString("base64url")}`;
}

// The public key in each form in which a careless library may take it for a secret of HMAC.
function publicForms(jwk) {
  const key = createPublicKey({key: jwk, format: "jwk"});
  return {
    "its bytes": Buffer.from(jwk.x, "base64url"), "its text": jwk.x, "its JWK": JSON.stringify(jwk),
    "its PEM": key.export({format: "pem", type: "spki"}), "its DER": key.export({format: "der", type: "spki"}), "nothing": "",
  };
}

function* ofAlgorithms(header, claims, jwk, signature) {
  for (const alg of ["none", "None", "NONE", "nOnE", "", null]) {
    yield [`alg ${alg}, no signature`, `${encode({...header, alg})}.${encode(claims)}.`];
    yield [`alg ${alg}, the real signature`, `${encode({...header, alg})}.${encode(claims)}.${signature}`];
  }
  for (const [form, secret] of Object.entries(publicForms(jwk))) {
    const hmac = (text) => createHmac("sha256", secret).update(text).digest();
    yield [`HS256 with ${form} as the secret`, forged({...header, alg: "HS256"}, claims, hmac)];
    yield [`EdDSA that is HS256 with ${form}`, forged(header, claims, hmac)];
  }
  for (const alg of ["RS256", "ES256", "PS256", "ES256K", "Ed25519", "eddsa"]) {
    yield [`alg ${alg}`, forged({...header, alg}, claims, signers[alg] ?? signers.EdDSA)];
  }
}

function* ofKeys(header, claims) {
  yield ["a key of ours under the real kid", forged(header, claims)];
  const kids = {
    "another kid": "no-such-kid", "an empty kid": "", "a kid that is a path": "../../../../dev/null", "a kid with SQL": "x' union select 'a' --",
    "a kid that is a list": [header.kid], "a kid that is null": null,
  };
  for (const [what, kid] of Object.entries(kids)) yield [what, forged({...header, kid}, claims)];
  const {kid, ...bare} = header;
  yield ["no kid", forged(bare, claims)];
  yield ["our key in the header (jwk)", forged({...header, jwk: ourJwk}, claims)];
  yield ["our key in the header, under our kid", forged({...header, kid: "ours", jwk: {...ourJwk, kid: "ours"}}, claims)];
  for (const name of ["jku", "x5u"]) yield [name, forged({...header, [name]: "http://127.0.0.1:9/keys.json"}, claims)];
  yield ["x5c", forged({...header, x5c: [ours.ed25519.publicKey.export({format: "der", type: "spki"}).toString("base64")]}, claims)];
  yield ["crit", forged({...header, crit: ["exp"]}, claims)];
  yield ["b64", forged({...header, b64: false, crit: ["b64"]}, claims)];
}

// What is signed with a key of ours shows only that the key is looked at first; the claims of a real
// signature cannot be changed at all.
function* ofClaims(token, header, claims) {
  const [head, , signature] = token.split(".");
  const changes = {
    "a later exp": {exp: claims.exp + 86_400}, "an exp that is over": {exp: claims.iat - 600},
    "another sub": {sub: "01890000-0000-7000-8000-000000000000"},
    "another session": {sid: "01890000-0000-7000-8000-000000000000"}, "more roles": {roles: [...(claims.roles ?? []), "admin", "root"]},
    "another aud": {aud: "else"},
    "another iss": {iss: "https://evil.example"}, "no exp": {exp: undefined}, "an exp in words": {exp: "never"}, "a later iat": {iat: claims.exp},
  };
  for (const [what, change] of Object.entries(changes)) {
    yield [`${what} under the real signature`, `${head}.${encode({...claims, ...change})}.${signature}`];
    yield [`${what}, signed by us`, forged(header, {...claims, ...change})];
  }
  for (const typ of ["JWT", "id+jwt", "", undefined]) yield [`typ ${typ}`, `${encode({...header, typ})}.${encode(claims)}.${signature}`];
}

function* ofForm(token) {
  const [head, claims, signature] = token.split(".");
  const flipped = signature.replace(/^./, (c) => (c === "A" ? "B" : "A"));
  yield ["a signature with another first byte", `${head}.${claims}.${flipped}`];
  yield ["a signature of zeros", `${head}.${claims}.${"A".repeat(86)}`];
  yield ["half a signature", `${head}.${claims}.${signature.slice(0, 43)}`];
  yield ["a signature and more", `${token}AAAA`];
  yield ["a signature with padding", `${token}==`];
  yield ["no signature", `${head}.${claims}`];
  yield ["an empty signature", `${head}.${claims}.`];
  yield ["only a signature", `..${signature}`];
  yield ["five parts", `${token}.${claims}.${signature}`];
  yield ["two tokens with a comma", `${token},${token}`];
  yield ["a blank within", `${head} .${claims}.${signature}`];
  yield ["a token of 10,000 letters", `${head}.${"A".repeat(10_000)}.${signature}`];
  yield ["no JSON", `${encode("{")}.${claims}.${signature}`];
  yield ["a header that says everything twice", `${encode(`{"alg":"none",${JSON.stringify(decode(head)).slice(1)}`)}.${claims}.${signature}`];
  yield ["rubbish", "x"];
  yield ["rubbish with dots", "a.b.c"];
  yield ["broken UTF-8", `${Buffer.from([0xff, 0xfe]).toString("base64url")}.${claims}.${signature}`];
}

const made = new Map();
// All forgeries after a real token; `jwk` is the public key that it is signed with.
export function forgeries(token, jwk) {
  if (!made.has(token)) {
    const [header, claims] = token.split(".").slice(0, 2).map(decode);
    const signature = token.split(".")[2];
    made.set(token, [...ofAlgorithms(header, claims, jwk, signature), ...ofKeys(header, claims), ...ofClaims(token, header, claims), ...ofForm(token)]
      .map(([what, text]) => ({what, authorization: `Bearer ${text}`})));
  }
  return made.get(token);
}
