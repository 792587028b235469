// How the administrator succeeds with messages to webhooks, which no request makes at will.
import {randomUUID} from "node:crypto";
import {operations} from "./document.mjs";
import {insert, uuid} from "./insert.mjs";
import {keep} from "./vault.mjs";

async function newDelivery(world, app, state) {
  const webhook = await world.made(`/api/${app}/webhooks`), id = randomUUID();
  keep("a webhook's secret", webhook.secret);
  await insert(world, app, "_webhook_deliveries", {
    id: uuid(id), webhook: uuid(webhook.id), message: `evt_${id}`, event: `${app}.of_a_test`, subject: id, happened: 1, body: "{}", state,
    in_order: false, attempts: 9, created: 1, ...(state === "waiting" ? {due: 9e15} : {ended: 1}),
  });
  return {path: {id}};
}

const ofApp = (app) => ({
  [`${app}_replay_webhook_delivery`]: (world) => newDelivery(world, app, "dead"),
  [`${app}_give_up_webhook_delivery`]: (world) => newDelivery(world, app, "waiting"),
});

const apps = operations.filter(({id, app}) => id === `${app}_replay_webhook_delivery`).map(({app}) => app);
export const recipesOfWebhooks = Object.assign({}, ...apps.map(ofApp));
