// How the rightful caller of an operation succeeds, where the document does not say it: what stands in
// recipes/<app>.mjs, and what every app has.
import {readdir} from "node:fs/promises";

const folder = new URL("../recipes/", import.meta.url);

async function load() {
  const own = await Promise.all((await readdir(folder)).map((file) => import(new URL(file, folder))));
  const {recipesOfBatches} = await import("./batches.mjs"), {recipesOfJobs} = await import("./jobs.mjs");
  const {recipesOfWebhooks} = await import("./webhooks.mjs");
  const {recipesOfImports} = await import("./imports.mjs"), {recipesOfMails} = await import("./mails.mjs");
  return {
    recipes: Object.assign({}, recipesOfJobs, recipesOfBatches, recipesOfImports, recipesOfMails, recipesOfWebhooks, ...own.map((one) => one.recipes)),
    records: Object.assign({}, ...own.map((one) => one.records)),
  };
}

// Read when the first is asked for: recipes make attempts, and attempts follow recipes.
let all;
export async function recipeOf(operation) {
  return (await (all ??= load())).recipes[operation.id];
}
// How to make a record that no POST to a collection makes: name -> function of the world.
export async function makerOf(record) {
  return (await (all ??= load())).records[record];
}
