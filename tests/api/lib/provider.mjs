// An identity provider of the tests' own: OpenID Connect as far as Stoa speaks it, honest unless a test
// twists it. What a browser would do at its page, `authorize` does.
//
//   provider.twist.claims = (claims) => …     the ID token's claims, changed
//   provider.twist.token = (claims, keys) => … another token instead
//   provider.twist.discovery = (document) => … what it publishes about itself, changed
//   provider.twist.wire = (request, response) => true   answered by the test
import {createHash, randomBytes} from "node:crypto";
import {createServer} from "node:http";
import {SignJWT, exportJWK, generateKeyPair} from "jose";

export const client = {id: "stoa tests", secret: "a secret: of two & parts"};
const random = () => randomBytes(16).toString("base64url");
const formEncoded = (text) => new URLSearchParams({x: text}).toString().slice(2);

export class Provider {
  #codes = new Map();
  twist = {};
  alg = "RS256";
  visitor;     // who sits before the browser that comes to its page
  asked = [];  // the paths of its requests

  static async start() {
    const provider = new Provider();
    await provider.rotate();
    provider.listener = createServer((request, response) => provider.#answer(request, response));
    await new Promise((resolve) => provider.listener.listen(0, "127.0.0.1", resolve));
    provider.issuer = `http://127.0.0.1:${provider.listener.address().port}`;
    return provider;
  }
  stop() {
    this.listener.closeAllConnections();
    return new Promise((resolve) => this.listener.close(resolve));
  }

  // New keys, of each algorithm one; the old ones are gone.
  async rotate() {
    const made = await Promise.all(["RS256", "ES256", "EdDSA"].map(async (alg) => {
      const {publicKey, privateKey} = await generateKeyPair(alg, {extractable: true});
      return [alg, {privateKey, jwk: {...(await exportJWK(publicKey)), kid: `${alg} ${random()}`, alg, use: "sig"}}];
    }));
    this.keys = Object.fromEntries(made);
  }

  // Somebody signs in at the page of this address; gives what the browser is sent back with.
  authorize(address, person) {
    const asked = Object.fromEntries(new URL(address).searchParams);
    const code = random();
    this.#codes.set(code, {asked, person});
    return {state: asked.state, code, iss: this.issuer};
  }
  async sign(claims, {alg = this.alg, header = {}, key} = {}) {
    const {privateKey, jwk} = this.keys[alg];
    return new SignJWT(claims).setProtectedHeader({alg, kid: jwk.kid, ...header}).sign(key ?? privateKey);
  }

  async #answer(request, response) {
    const {pathname} = new URL(request.url, this.issuer);
    this.asked.push(pathname);
    let body = "";
    for await (const chunk of request) body += chunk;
    if (await this.twist.wire?.(request, response)) return;
    const say = (value, status = 200) => response.writeHead(status, {"Content-Type": "application/json"}).end(JSON.stringify(value));
    if (pathname === "/.well-known/openid-configuration") return say((this.twist.discovery ?? ((same) => same))(this.#discovery()));
    if (pathname === "/authorize") return response.writeHead(302, {Location: this.#wayBack(request.url)}).end();
    if (pathname === "/jwks") return say({keys: [{kty: "oct", k: "AAAA"}, ...Object.values(this.keys).map(({jwk}) => jwk)]});
    if (pathname === "/token") return this.#token(request, new URLSearchParams(body), say);
    return say({error: "not_found"}, 404);
  }
  // Its page, where `visitor` is signed in already, or says no.
  #wayBack(address) {
    const url = new URL(address, this.issuer), back = new URL(url.searchParams.get("redirect_uri"));
    const answer = this.visitor ? this.authorize(url.href, this.visitor)
      : {state: url.searchParams.get("state"), error: "access_denied", iss: this.issuer};
    Object.entries(answer).forEach(([name, value]) => back.searchParams.set(name, value));
    return back.href;
  }
  #discovery() {
    const {issuer} = this;
    return {issuer, authorization_endpoint: `${issuer}/authorize?kept=1`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`,
      token_endpoint_auth_methods_supported: ["client_secret_basic"], authorization_response_iss_parameter_supported: true};
  }
  async #token(request, form, say) {
    const right = Buffer.from(`${formEncoded(client.id).replaceAll("+", "%20")}:${formEncoded(client.secret).replaceAll("+", "%20")}`).toString("base64");
    if (request.headers.authorization !== `Basic ${right}`) return say({error: "invalid_client"}, 401);
    const granted = this.#codes.get(form.get("code"));
    this.#codes.delete(form.get("code"));
    const challenge = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
    if (!granted || granted.asked.code_challenge !== challenge || granted.asked.code_challenge_method !== "S256" ||
        granted.asked.redirect_uri !== form.get("redirect_uri")) return say({error: "invalid_grant"}, 400);
    const now = Math.floor(Date.now() / 1000);
    const honest = {iss: this.issuer, aud: client.id, nonce: granted.asked.nonce, iat: now, exp: now + 300, ...granted.person};
    const claims = (this.twist.claims ?? ((same) => same))(honest);
    const token = await (this.twist.token ?? ((all) => this.sign(all)))(claims, this.keys);
    return say({access_token: random(), token_type: "Bearer", expires_in: 300, id_token: token});
  }
}

// What a server needs to be its client.
export const clientOf = (issuer, secretFile) => ({
  STOA_OIDC_ISSUER: issuer, STOA_OIDC_CLIENT_ID: client.id, STOA_OIDC_CLIENT_SECRET_FILE: secretFile, STOA_OIDC_NAME: "Example",
});
