// How the rightful caller of each operation of `collections` succeeds, where the schema does not say it.
import assert from "node:assert/strict";
import {next} from "../../api/lib/values.mjs";
import {json} from "../lib/client.mjs";

const at = (path) => `/api/collections${path}`;

// A table for a collection that its importer owns.
async function tableFor(world, credential) {
  const person = world.holder(""), {project, name} = await world.made(at("/definitions"));
  const answer = await world.ask({method: "GET", target: at(`/projects/${project}`), headers: await world.people.byToken(person)});
  const collection = `${answer.json.name}/${name}`;
  const made = {person, query: `?collection=${collection}`, file: Buffer.from('{"title": "One"}\n')};
  if (credential !== "key") return made;
  const scopes = ["collections:imports:write", `collections:${collection.replace("/", ".")}:write`];
  return {...made, credentials: await world.people.byKey(person, scopes)};
}

// A webhook is told of a collection that there is.
async function webhook(world) {
  const {project, name} = await world.made(at("/definitions"));
  const headers = await world.people.byToken(world.holder(""));
  const {json} = await world.ask({method: "GET", target: at(`/projects/${project}`), headers});
  return {body: {project, url: `https://tests.example/${next()}`, events: [`collections.${json.name}.${name}.*`]}};
}

// The secret of a link by which somebody joins a new project.
async function invited(world) {
  const {id: project} = await world.made(at("/projects")), email = `invited-${next()}@tests.example`;
  const headers = {...json, ...(await world.people.byToken(world.holder("")))}, body = JSON.stringify({project, email, role: "editor"});
  const answer = await world.client.prepare({method: "POST", target: at("/invitations"), headers, body});
  assert.ok(answer.good, `POST /invitations: ${answer}`);
  return world.people.mailed(email);
}
const invitee = async (world) => ({person: await world.people.make({name: "A guest"}), body: {secret: await invited(world)}});

export const recipes = {
  collections_start_import: tableFor,
  collections_make_project_webhook: webhook,
  collections_preview_invitation: invitee,
  collections_accept_invitation: invitee,
  collections_edit_project_webhook: () => ({body: {enabled: false}}),
  // A view is of a collection of the same project.
  collections_add_view: async (world) => {
    const {project, id} = await world.made(at("/definitions"));
    return {body: {project, name: `view_${next()}`, title: "A view", collection: id, fields: ["title"]}};
  },
};
