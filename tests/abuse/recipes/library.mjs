// How the rightful caller of each operation of `library` succeeds, where the schema does not say it.
import assert from "node:assert/strict";
import {json} from "../lib/client.mjs";
import {next} from "../../api/lib/values.mjs";
import {keep} from "../lib/vault.mjs";

const at = (path) => `/api/library${path}`;

async function asLibrarian(world, method, path, body) {
  const headers = {...(body ? json : {}), ...(await world.people.byToken(world.holder("library.librarian")))};
  const answer = await world.client.prepare({method, target: at(path), headers, body: body && JSON.stringify(body)});
  assert.ok(answer.good, `${method} ${path}: ${answer}`);
  return answer.json;
}

async function codeFor(world, borrower) {
  return keep("a card's code", (await asLibrarian(world, "POST", `/borrowers/${borrower.id}/code`)).code);
}

// Somebody whose account is linked to a card of the library.
async function newReader(world) {
  const {people} = world;
  const person = await people.make({name: "A reader"});
  const borrower = await world.made(at("/borrowers"));
  const body = JSON.stringify({code: await codeFor(world, borrower)});
  const answer = await world.client.prepare({method: "POST", target: at("/me/card"), headers: {...json, ...(await people.byToken(person))}, body});
  assert.ok(answer.good, `${answer}`);
  return Object.assign(person, {borrower});
}
const reader = (world) => world.once("reader", () => newReader(world));

async function newLoan(world, {borrower}) {
  const copy = await world.made(at("/copies"));
  return asLibrarian(world, "POST", "/loans", {copy: copy.id, borrower: borrower.id});
}

const ofReader = async (world) => ({person: await reader(world)});
// A borrower may have a few loans at a time, so each has one of their own.
const loanOfReader = async (world) => {
  const person = await newReader(world);
  return {person, path: {id: (await newLoan(world, person)).id}};
};

// A work whose only copy is out.
async function workThatIsOut(world) {
  const loan = await newLoan(world, {borrower: await world.made(at("/borrowers"))});
  const {edition} = await asLibrarian(world, "GET", `/copies/${loan.copy}`);
  return (await asLibrarian(world, "GET", `/editions/${edition}`)).work;
}
const holdOfReader = async (world) => {
  const person = await newReader(world);
  const hold = await asLibrarian(world, "POST", "/holds", {work: await workThatIsOut(world), borrower: person.borrower.id});
  return {person, path: {id: hold.id}};
};

const newBorrower = async (world) => ({path: {id: (await world.made(at("/borrowers"))).id}});

// A PNG of one pixel.
export const picture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");

const newEdition = async (world) => ({path: {id: (await world.made(at("/editions"))).id}, file: undefined});
async function editionWithCover(world) {
  const {path} = await newEdition(world);
  const headers = await world.people.byToken(world.holder("library.librarian"));
  const answer = await world.ask({method: "POST", target: at(`/editions/${path.id}/cover`), headers, body: picture});
  assert.ok(answer.good, `${answer}`);
  return {path};
}

// A few lines of the demo's 10,000 works say who may have them as well as all do.
const fewOf = (query) => async () => ({query});

export const recipes = {
  library_search_works_export: fewOf("?search=dracula"),
  library_list_authors_export: fewOf("?search=shelley"),
  library_list_books_export: fewOf("?genre=poetry"),
  library_list_editions_export: fewOf("?isbn13=9780439023481"),
  library_set_cover: async (world) => ({...(await newEdition(world)), file: picture}),
  library_get_cover: editionWithCover,
  library_remove_cover: editionWithCover,
  library_lend_copy: async (world) => ({body: {copy: (await world.made(at("/copies"))).id, borrower: (await world.made(at("/borrowers"))).id}}),
  library_return_copy: async (world) => ({body: {copy: (await newLoan(world, {borrower: await world.made(at("/borrowers"))})).copy}}),
  library_get_loan: loanOfReader,
  library_renew_loan: loanOfReader,
  library_get_my_card: ofReader,
  library_list_my_loans: ofReader,
  library_list_my_notices: ofReader,
  library_list_my_holds: ofReader,
  library_place_hold: async (world) => ({body: {work: await workThatIsOut(world), borrower: (await world.made(at("/borrowers"))).id}}),
  library_place_my_hold: async (world) => ({person: await newReader(world), body: {work: await workThatIsOut(world)}}),
  library_get_hold: holdOfReader,
  library_give_up_hold: holdOfReader,
  library_link_my_card: async (world) => ({
    person: await world.people.make({name: "A new reader"}),
    body: {code: await codeFor(world, await world.made(at("/borrowers")))},
  }),
  library_make_card_code: newBorrower,
  library_unlink_account: newBorrower,
  library_remove_borrower: newBorrower,
  library_remove_genre: async (world) => ({path: {id: (await asLibrarian(world, "POST", "/genres", {slug: `abuse-${next()}`, name: "Empty"})).id}}),
};
