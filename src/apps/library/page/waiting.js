// Waiting for a work of which every copy is out: a button in the work's view.
import {h} from "/dom.js";
import {alertNote, pressed} from "/parts.js";
import {me, signInLink} from "/session.js";
import {plural} from "/words.js";
import {placeHold} from "./lendingapi.js";

const sentences = {card_needed: "Your account has no library card yet: link it under My loans."};

// Nothing where a copy is in, or there is none to wait for.
export function waiting({id, editions, holds}) {
  const sum = (name) => editions.reduce((total, edition) => total + edition[name], 0);
  if (sum("copies") === 0 || sum("available") > 0) return null;
  const note = alertNote(), good = h("span", {role: "status", tabindex: "-1"});
  const queue = holds > 0 && h("span", {class: "muted"}, `${plural(holds, "reader waits", "readers wait")} for it.`);
  const button = pressed(h("button", {type: "button"}, "Wait for a copy"), note, async () => {
    if (!(await me())) return location.assign(signInLink());
    try {
      const {position} = await placeHold(id);
      good.replaceChildren(position === 1 ? "You are next in the queue; we will mail you." : `You are number ${position} in the queue; we will mail you.`);
      button.replaceWith(good);
      if (queue) queue.remove();
      good.focus();
    } catch (error) {
      throw sentences[error.code] ? new Error(sentences[error.code]) : error;
    }
  });
  return h("p", {class: "waiting"}, button, queue, note);
}
