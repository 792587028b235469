// Row 3: who was somebody until a moment ago: signed out, suspended, gone. Each had every role.
import {withHeaders} from "../lib/attempt.mjs";
import {bearer} from "../lib/people.mjs";

const ended = {signedOut: "a session or key that was ended", suspended: "a suspended account", gone: "an account that left"};

export const name = "ghosts";
export const applies = ({secured}) => secured;

export async function* cases(world, {request}) {
  for (const [who, what] of Object.entries(ended)) {
    const ghost = world.ghosts[who];
    for (const way of ["cookie", "token", "key"]) {
      yield {what: `the ${way} of ${what}`, status: [401], code: ["not_signed_in"], request: withHeaders(request, ghost[way])};
    }
    yield {what: `the refresh token of ${what}`, status: [401], code: ["not_signed_in"], request: withHeaders(request, bearer(ghost.refresh))};
  }
}
