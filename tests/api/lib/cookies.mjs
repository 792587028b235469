// A client of accounts with a jar for cookies, as a browser is one.
import assert from "node:assert/strict";

// Keeps cookies and says where it comes from, as a browser does.
export class Browser {
  jar = new Map();
  constructor(server) {
    this.server = server;
  }
  async ask(method, path, body) {
    const answer = await fetch(`${this.server.url}/api/accounts${path}`, {
      method, body: body && JSON.stringify(body),
      headers: {Origin: this.server.url, Cookie: this.cookies(), ...(body && {"Content-Type": "application/json"})},
    });
    this.keep(answer);
    const text = await answer.text();
    return {status: answer.status, json: text ? JSON.parse(text) : {}};
  }
  cookies() {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
  }
  keep(answer) {
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value, age] = /^([^=]+)=([^;]*);.*?(?:Max-Age=(\d+))?(?:;|$)/i.exec(cookie);
      if (value === "" || age === "0") this.jar.delete(name);
      else this.jar.set(name, value);
    }
  }
  async good(method, path, body) {
    const {status, json} = await this.ask(method, path, body);
    assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(json)}`);
    return json;
  }
  async refused(method, path, body, expected) {
    const {status, json} = await this.ask(method, path, body);
    assert.equal(`${status} ${json.code}`, expected);
    return json;
  }
}
