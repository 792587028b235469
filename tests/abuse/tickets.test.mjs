// Tickets stand in addresses, where others may read them: each is good once, and no longer than who got it.
import assert from "node:assert/strict";
import {test} from "node:test";
import {atOnce} from "./lib/race.mjs";
import {accounts} from "./lib/people.mjs";
import {keep} from "./lib/vault.mjs";
import {theWorld} from "./lib/world.mjs";

const loans = "/api/live?subscribe=/api/library/loans", role = "library.librarian";

async function ticketOf(world, headers) {
  const answer = await world.ask({method: "POST", target: "/api/live/tickets", headers, secured: true});
  assert.equal(answer.status, 201, `${answer}`);
  return keep("a ticket", answer.json.ticket);
}
const use = (world, ticket, headers = {}) => world.ask({target: `${loans}&ticket=${encodeURIComponent(ticket)}`, headers});

test("tickets: one opens one stream, without anything else", async () => {
  const world = await theWorld(), person = world.holder(role);
  for (const headers of [await world.people.byToken(person), {...(await world.people.byCookie(person)), Origin: world.people.base}]) {
    const ticket = await ticketOf(world, headers);
    assert.equal((await use(world, ticket)).status, 200);
    const again = await use(world, ticket);
    assert.deepEqual([again.status, again.code], [401, "not_signed_in"]);
    assert.match(again.headers["www-authenticate"], /^Bearer/);
  }
});

test("tickets: of many who use one at once, one gets through", async () => {
  const world = await theWorld(), ticket = await ticketOf(world, await world.people.byToken(world.holder(role)));
  const statuses = (await atOnce((one) => use(world, one), Array(20).fill(ticket))).map(({status}) => status);
  assert.equal(statuses.filter((status) => status === 200).length, 1, `${statuses}`);
  assert.ok(statuses.every((status) => [200, 401, 503].includes(status)), `${statuses}`);
});

test("tickets: what is none, or was changed, is nobody's", async () => {
  const world = await theWorld(), ticket = await ticketOf(world, await world.people.byToken(world.holder(role)));
  const other = ticket.at(-1) === "A" ? "B" : "A";
  for (const bad of ["", "x", ticket.slice(1), ticket.slice(0, -1), `${ticket}A`, `${ticket.slice(0, -1)}${other}`, ticket.slice(0, 40)]) {
    const answer = await use(world, bad);
    assert.deepEqual([answer.status, answer.code], [401, "not_signed_in"], bad);
  }
  assert.equal((await use(world, ticket)).status, 200);
});

test("tickets: one is worth what its owner is when it is used", async () => {
  const world = await theWorld(), person = await world.people.make({roles: [role], name: "The one who signs out with a ticket"});
  const headers = await world.people.byToken(person), ticket = await ticketOf(world, headers);
  assert.ok((await world.ask({method: "DELETE", target: accounts("/session"), headers})).good);
  assert.equal((await use(world, ticket)).status, 401);
});
