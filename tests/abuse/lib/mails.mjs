// How the administrator succeeds with mails, which every app with mails has routes for.
import {randomUUID} from "node:crypto";
import {operations} from "./document.mjs";
import {insert, uuid} from "./insert.mjs";

// One that may be sent again, whatever the server's own mails have come to.
async function newMail(world, app) {
  const id = randomUUID();
  await insert(world, app, "_mails", {id: uuid(id), address: "nobody@abuse.example", template: "of_a_test", state: "suppressed", content: "", created: 1});
  return {path: {id}};
}

const ofApp = (app) => ({
  [`${app}_get_mail`]: (world) => newMail(world, app),
  [`${app}_resend_mail`]: (world) => newMail(world, app),
});

const apps = operations.filter(({id, app}) => id === `${app}_get_mail`).map(({app}) => app);
export const recipesOfMails = Object.assign({}, ...apps.map(ofApp));
