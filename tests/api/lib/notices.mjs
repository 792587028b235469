// Borrowers of a library who are told by mail what is due: what a test of it needs before.
import assert from "node:assert/strict";
import {setTimeout as sleep} from "node:timers/promises";
import {ask, good, library} from "./tables.mjs";

const patience = 60_000;
const headers = {"Content-Type": "application/json"};
const password = "seven kettles under a blue roof";

export async function until(what, look) {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(20)) {
    const found = await look();
    if (found) return found;
  }
  assert.fail(`not in ${patience / 1000} s: ${what}`);
}

export const made = async (server, path, body, as) => (await good(ask(server, "POST", path, {headers, body: JSON.stringify(body), ...(as && {as})}), 201)).json;

// A token is one server's: it names the address, which is another after each start.
export const signIn = async (server, email) => ({Authorization: `Bearer ${(await made(server, "/api/accounts/tokens", {email, password})).access_token}`});

// Somebody who registered by mail and linked a card.
export async function reader(server, office, shelf, number) {
  const email = `reader${number}@library.example`, account = (path) => `/api/accounts${path}`;
  await good(ask(server, "POST", account("/registrations"), {headers, body: JSON.stringify({email, name: `Reader ${number}`, password})}), 202);
  const [mail] = await until(`a mail to ${email}`, () => office.to(email).length && office.to(email));
  const [, token] = /#verify=([\w-]{43})/.exec(mail.text);
  await good(ask(server, "POST", account("/verifications"), {headers, body: JSON.stringify({token, password})}), 200);
  const borrower = await made(server, library("borrowers"), {card: `R-${number}`, name: `Reader ${number}`, category: shelf.category});
  const {code} = await made(server, library(`borrowers/${borrower.id}/code`), {});
  await made(server, library("me/card"), {code}, await signIn(server, email));
  const copy = await made(server, library("copies"), {edition: shelf.edition, barcode: `C-${number}`, location: "Hall", item_type: shelf.itemType});
  return {email, loan: {copy: copy.id, borrower: borrower.id}};
}

export async function shelf(server) {
  const author = await made(server, library("authors"), {name: "Tove Jansson"});
  const work = await made(server, library("works"), {title: "The Summer Book", authors: [author.id]});
  const edition = await made(server, library("editions"), {work: work.id, title: "The Summer Book"});
  const itemType = await made(server, library("item-types"), {slug: "book", name: "Book"});
  const category = await made(server, library("borrower-categories"), {slug: "adult", name: "Adult"});
  await made(server, library("policies"), {loan_days: 1, renewals: 1, max_loans: 10});
  return {edition: edition.id, itemType: itemType.id, category: category.id};
}

// Has the morning's job run now; a moment after a start it may be running already.
export async function remind(server) {
  const as = {Authorization: `Bearer ${await server.token()}`};
  const {items: [job]} = (await good(ask(server, "GET", library("jobs?kind=library.send_notices"), {as}))).json;
  await ask(server, "POST", library(`jobs/${job.id}/run`), {as});
}

export const told = (office, {email}) => office.to(email).filter(({subject}) => subject === "Due back soon");

// Each was told, and by one mail that may have come twice; by their list as well. Gives how many mails
// were more than one for a borrower.
export async function toldOnce(server, office, people) {
  await until("everybody's mail", () => people.every((person) => told(office, person).length));
  for (const person of people) {
    const mails = told(office, person);
    assert.equal(new Set(mails.map(({messageId}) => messageId)).size, 1, `${person.email} was told by two mails`);
    assert.match(mails[0].text, /^- The Summer Book, by \d{4}-\d\d-\d\d$/m);
    const {items} = (await good(ask(server, "GET", library("me/notices"), {as: await signIn(server, person.email)}))).json;
    assert.deepEqual(items.map(({kind}) => kind), ["due_soon"]);
  }
  return people.flatMap((person) => told(office, person)).length - people.length;
}
