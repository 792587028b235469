// How the rightful caller of each operation of `todo` succeeds, where the schema does not say it.
import assert from "node:assert/strict";
import {json} from "../lib/client.mjs";
import {next} from "../../api/lib/values.mjs";

const at = (path) => `/api/todo${path}`;

async function post(world, person, path, body) {
  const headers = {...json, ...(await world.people.byToken(person))};
  const answer = await world.client.prepare({method: "POST", target: at(path), headers, body: JSON.stringify(body)});
  assert.ok(answer.good, `POST ${path}: ${answer}`);
  return answer.json;
}

// The secret of the link that asks somebody to share a list.
async function invited(world, owner) {
  const list = await post(world, owner, "/lists", {title: "Shared"});
  const email = `invited-${next()}@tests.example`;
  await post(world, owner, "/invitations", {list: list.id, email});
  return world.people.mailed(email);
}

// A list that somebody else shares with its owner.
async function shared(world) {
  const owner = await world.people.make({name: "An owner"}), guest = await world.people.make({name: "A guest"});
  const member = await post(world, guest, "/invitations/accept", {secret: await invited(world, owner)});
  return {person: owner, path: {id: member.id}};
}

const invitee = async (world) => ({
  person: await world.people.make({name: "A guest"}),
  body: {secret: await invited(world, world.holder(""))},
});

export const recipes = {
  todo_get_member: shared,
  todo_edit_member: shared,
  todo_remove_member: shared,
  todo_preview_invitation: invitee,
  todo_accept_invitation: invitee,
  todo_import_list: () => ({query: "?format=todo_txt", file: Buffer.from("(A) Milk @shop\n")}),
};
