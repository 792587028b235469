// Prints one line a test as the other suites do, with its time where that is long, and last
// "N passed, N failed, N skipped".

const long = 3000;  // milliseconds
const tookOf = ({duration_ms: took}) => (took >= long ? ` (${Math.round(took / 1000)} s)` : "");
const indented = (text) => text.replace(/^/gm, "      ");

function reasonOf(error) {
  const cause = error?.cause ?? error;
  // An assertion says enough by itself; anything else is found by its stack.
  const text = cause?.code === "ERR_ASSERTION" ? cause.message : (cause?.stack ?? String(cause));
  return text.length > 6000 ? `${text.slice(0, 6000)} …` : text;
}

export default async function* report(events) {
  const counts = {passed: 0, failed: 0, skipped: 0};
  for await (const {type, data} of events) {
    const isGroup = data?.details?.type === "suite" || data?.details?.error?.failureType === "subtestsFailed";
    if (type === "test:diagnostic" && data.level !== "error" && data.message.startsWith("note: ")) {
      yield `${data.message}\n`;
    } else if (type === "test:stdout" || type === "test:stderr") {
      yield data.message;
    } else if (isGroup) {
      continue;
    } else if ((type === "test:pass" && data.skip !== undefined) || (/^test:(pass|fail)$/.test(type) && data.todo !== undefined)) {
      counts.skipped++;
      yield `skip  ${data.name}: ${data.skip ?? data.todo}\n`;
    } else if (type === "test:pass") {
      counts.passed++;
      yield `ok    ${data.name}${tookOf(data.details)}\n`;
    } else if (type === "test:fail") {
      counts.failed++;
      yield `FAIL  ${data.name}\n${indented(reasonOf(data.details.error))}\n`;
    }
  }
  yield `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
}
