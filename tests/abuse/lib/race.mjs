// The same request many times at once: what may happen once happens once.
import {rightful} from "./attempt.mjs";

// Sends all at once; too much load is asked again, one at a time.
export async function atOnce(ask, requests) {
  const answers = await Promise.all(requests.map((request) => ask(request)));
  for (const [i, answer] of answers.entries()) {
    if (answer.status === 503) answers[i] = await ask(requests[i]);
  }
  return answers;
}

export const winners = (answers) => answers.filter((answer) => answer.good);
const tally = (answers) => {
  const counts = new Map();
  for (const {status, code} of answers) counts.set(`${status} ${code ?? ""}`, (counts.get(`${status} ${code ?? ""}`) ?? 0) + 1);
  return [...counts].map(([what, count]) => `${count} × ${what}`).join(", ");
};

// What is wrong about a race of things of which just one may succeed; the others are refused as
// something that is over, taken or not there.
const refusal = [401, 404, 409, 412, 422];
export function offencesOfRace(what, answers) {
  const won = winners(answers).length;
  const odd = answers.filter((answer) => !answer.good && !refusal.includes(answer.status));
  return won === 1 && odd.length === 0 ? [] : [`${what}: ${won} of ${answers.length} succeeded: ${tally(answers)}`];
}

export async function raceOf(what, ask, attempt, times) {
  return offencesOfRace(what, await atOnce(ask, Array(times).fill(rightful(attempt))));
}
