// What the server says about fields, in people's words and at the field that it is about.
import {Refused, sentence} from "stoa/api";
import {capital} from "stoa/words";

// What a card and a barcode look like, which the server says in a pattern.
export const codeWords: Record<string, string> = {bad_format: "1 to 40 letters, digits and hyphens, no spaces."};

// What went wrong with something that has no form, in one sentence each.
export function inWords(error: unknown) {
  const faults = error instanceof Refused ? error.errors.map(({code, message}) => codeWords[code] ?? capital(message)) : [];
  return faults.length ? faults.join(" ") : sentence(error);
}

// The same as an error that is only its words.
export const told = <T>(answer: Promise<T>) => answer.catch((error) => {
  throw error instanceof Refused && error.errors.length ? new Error(inWords(error)) : error;
});

// `codes`: which field a problem is about that names none, {card_taken: "card"}; `words`: what a field's
// error is in people's words, {card: {bad_format: "…"}}.
export function atFields(error: unknown, codes: Record<string, string> = {}, words: Record<string, Record<string, string>> = {}) {
  if (!(error instanceof Refused)) return error;
  const field = codes[error.code];
  const errors = field ? [{pointer: `/${field}`, code: error.code, message: error.message}]
    : error.errors.map((one) => ({...one, message: words[one.pointer?.split("/")[1] ?? ""]?.[one.code] ?? one.message}));
  return new Refused(error.status, {code: error.code, detail: error.message, errors} as ConstructorParameters<typeof Refused>[1]);
}
