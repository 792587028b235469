// Recurrence rules, asked of ours (tests/recurrence) and of rrule, which in JavaScript is what most
// people use; and the zones, asked of Node's ICU, which has time zone data of its own.
//
// The rules are generated from a seed: RECURRENCE_SEED=7 RECURRENCE_RULES=20000 tests/api/run
// recurrence.test.mjs asks others, and more. Where rrule does not do what RFC 5545 says, the question is
// put so that it does: see makeRule, and 1 to 5.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {existsSync} from "node:fs";
import {dirname, join} from "node:path";
import {test} from "node:test";
import rrule from "rrule";

const program = join(dirname(process.env.STOA_BINARY ?? "../../build/release/stoa"), "stoa_recurrences");
const skip = existsSync(program) ? false : `there is no ${program}`;
const seed = Number(process.env.RECURRENCE_SEED ?? 20261129);
const rules = Number(process.env.RECURRENCE_RULES ?? 1500);
const most = 12;

// Questions of {zone, start, rule}; answers of {occurrences: [{local, at}], end}.
function askOurs(questions) {
  const input = questions.map(({zone, start, rule}) => `${zone}\t${start}\t${rule}\t${most}\n`).join("");
  const lines = execFileSync(program, {input, maxBuffer: 1 << 28}).toString().trimEnd().split("\n");
  assert.equal(lines.length, questions.length);
  return lines.map((line) => {
    const words = line.trim().split(" ");
    const occurrences = words.filter((word) => word.includes("@")).map((word) => {
      const [local, at] = word.split("@");
      return {local, at};
    });
    const end = words.filter((word) => !word.includes("@")).join(" ");
    return {occurrences, end};
  });
}

// ---- rules --------------------------------------------------------------------------------------

function randomFrom(state) {
  const next = () => { // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (least, most) => least + Math.floor(next() * (most - least + 1));
  const one = (list) => list[int(0, list.length - 1)];
  const chance = (percent) => next() * 100 < percent;
  // One to `count` of what `make` makes, each once.
  const some = (count, make) => [...new Set(Array.from({length: int(1, count)}, make))];
  return {int, one, chance, some};
}

const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const zones = ["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kolkata", "UTC"];
const clock = (ms) => new Date(ms).toISOString().slice(0, 19);
const compact = (local) => local.replace(/[-:]/g, "");
const signed = (r, most) => (r.chance(30) ? -1 : 1) * r.int(1, most);

// A rule that RFC 5545 allows, as an object of its parts.
function makeRule(r) {
  const freq = r.one(["YEARLY", "YEARLY", "MONTHLY", "MONTHLY", "WEEKLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"]);
  const subDaily = ["HOURLY", "MINUTELY", "SECONDLY"].includes(freq);
  const rule = {FREQ: freq};
  if (r.chance(50)) rule.INTERVAL = r.int(2, freq === "YEARLY" ? 4 : 13);
  if (r.chance(30)) rule.BYMONTH = r.some(4, () => r.int(1, 12));
  // The last days of December may be in week -52 of the next year: rrule knows them as week 1 alone.
  if (freq === "YEARLY" && r.chance(20)) rule.BYWEEKNO = r.some(4, () => signed(r, 51));
  if (freq === "YEARLY" && !rule.BYWEEKNO && r.chance(20)) rule.BYYEARDAY = r.some(8, () => signed(r, 366));
  if (freq !== "WEEKLY" && !rule.BYWEEKNO && r.chance(30)) rule.BYMONTHDAY = r.some(12, () => signed(r, 31));
  if (r.chance(rule.BYMONTHDAY || rule.BYYEARDAY ? 20 : 50)) {
    const numbered = ["MONTHLY", "YEARLY"].includes(freq) && !rule.BYWEEKNO && r.chance(50);
    const highest = freq === "MONTHLY" || rule.BYMONTH ? 5 : 53;
    rule.BYDAY = r.some(4, () => (numbered ? signed(r, highest) : "") + r.one(weekdays));
  }
  if (r.chance(subDaily ? 50 : 25)) rule.BYHOUR = r.some(4, () => r.int(0, 23));
  if (r.chance(20)) rule.BYMINUTE = r.some(3, () => r.int(0, 59));
  if (r.chance(10)) rule.BYSECOND = r.some(3, () => r.int(0, 59));
  // Of a set of three, BYSETPOS=-4 is nothing; rrule takes the first. The last one is always there.
  const chooses = Object.keys(rule).some((name) => name.startsWith("BY"));
  if (chooses && !["SECONDLY"].includes(freq) && r.chance(25)) rule.BYSETPOS = r.some(3, () => (r.chance(40) ? -1 : r.int(1, 8)));
  // rrule goes from second to second, a day's 86,400 too.
  if (freq === "SECONDLY") for (const name of ["BYMONTH", "BYMONTHDAY", "BYDAY", "BYHOUR"]) delete rule[name];
  // With FREQ=MINUTELY;BYDAY=MO;BYHOUR=22 from a Sunday on it passes over that Monday; dateutil in Python,
  // of which it was made, does not.
  if (freq === "MINUTELY" && rule.BYDAY) delete rule.BYHOUR;
  if (freq === "MINUTELY") for (const name of ["BYMONTH", "BYMONTHDAY"]) delete rule[name];
  // rrule looks for ever for an hour that every twelfth hour never is.
  if (subDaily && (rule.BYHOUR || rule.BYMINUTE || rule.BYSECOND)) delete rule.INTERVAL;
  if (!Object.keys(rule).some((name) => /^BY(?!SETPOS)/.test(name))) delete rule.BYSETPOS;
  if (r.chance(30)) rule.WKST = r.one(weekdays);
  return rule;
}

const asText = (rule) => Object.entries(rule).map(([name, value]) => `${name}=${value}`).join(";");

function makeQuestion(r) {
  const at = Date.UTC(r.int(1990, 2030), r.int(0, 11), r.int(1, 31), r.chance(50) ? r.int(0, 4) : r.int(5, 23), r.one([0, 30, r.int(0, 59)]), 0);
  const rule = makeRule(r);
  // Within which it happens, so that rrule need not look to the year 9999.
  const years = {YEARLY: 20, MONTHLY: 8, WEEKLY: 8, DAILY: 4, HOURLY: 1, MINUTELY: 0.2, SECONDLY: 0.001}[rule.FREQ];
  rule.UNTIL = compact(clock(at + years * 366 * 86400e3));
  if (r.chance(30)) {
    delete rule.UNTIL;
    rule.COUNT = r.int(1, 8);
  }
  return {zone: r.one(zones), start: clock(at), rule};
}

// ---- what rrule makes of them ------------------------------------------------------------------------

const horizon = 45 * 366 * 86400e3;

// 1. "The DTSTART property value always counts as the first occurrence" (§3.3.10), and a start that
//    does not fit its rule is undefined (§3.8.5.3): ours is first nevertheless, rrule's is left out.
// 2. "Information, not contained in the rule, necessary to determine the various recurrence instance start
//    time and dates are derived from the Start Time" (§3.3.10): FREQ=YEARLY;BYWEEKNO=20 is on the weekday
//    of its start; rrule takes all seven days of the week.
// 3. A list of times of day is a set; rrule keeps the order in which they were said.
function asRruleUnderstands({start, rule}) {
  const asked = {...rule};
  if (rule.BYWEEKNO && !rule.BYDAY) asked.BYDAY = [weekdays[(new Date(`${start}Z`).getUTCDay() + 6) % 7]];
  for (const name of ["BYHOUR", "BYMINUTE", "BYSECOND"]) asked[name]?.sort((a, b) => a - b);
  delete asked.COUNT;
  delete asked.UNTIL;
  return asked;
}

// 4. BYSETPOS names elements of a set (§3.3.10); from rrule one that two positions name comes twice, and in
//    the order of the positions.
function askRrule(question) {
  const dtstart = new Date(`${question.start}Z`);
  const options = rrule.RRule.parseString(asText(asRruleUnderstands(question)));
  const {COUNT, UNTIL} = question.rule;
  const until = UNTIL ? new Date(`${UNTIL.replace(/(....)(..)(..)T(..)(..)(..)/, "$1-$2-$3T$4:$5:$6")}Z`) : new Date(+dtstart + horizon);
  const all = [];
  const enough = most * (question.rule.BYSETPOS?.length ?? 1) + 4;
  new rrule.RRule({...options, dtstart, until}).all((date) => all.push(clock(date)) < enough);
  const found = [...new Set(all)].sort();
  if (found[0] !== question.start) found.unshift(question.start);
  return found.slice(0, Math.min(most, COUNT ?? most));
}

// 5. BYSETPOS counts within "the set of recurrence instances specified by one interval" of FREQ (§3.3.10):
//    of a whole week, also of the one in which the start is; rrule has that week begin with the start. The
//    two are compared from the next week on.
function comparable(question, occurrences) {
  if (question.rule.FREQ !== "WEEKLY" || !question.rule.BYSETPOS || question.rule.COUNT) return occurrences;
  const nextWeek = clock(Date.parse(`${question.start}Z`) + 7 * 86400e3);
  return occurrences.filter((local) => local >= nextWeek).slice(0, most - 8);
}

test("recurrence: rrule names the same times, of fifteen hundred rules", {skip}, () => {
  const r = randomFrom(seed);
  const questions = Array.from({length: rules}, () => makeQuestion(r));
  const ours = askOurs(questions.map((question) => ({...question, rule: asText(question.rule)})));
  let empty = 0;
  questions.forEach((question, i) => {
    const told = `zone ${question.zone}, start ${question.start}, rule ${asText(question.rule)}`;
    const {occurrences, end} = ours[i];
    assert.match(end, /^(end|gave up|)$/, told);
    const mine = occurrences.map(({local}) => local);
    // What does not happen, rrule looks for until the year 9999, which takes it seconds.
    if (mine.length < 2) return void empty++;

    const asked = askRrule(question);
    assert.deepEqual(comparable(question, mine), comparable(question, asked), told);
  });
  assert.ok(empty < rules / 2, `${empty} of ${rules} rules never happen: they test little`);
});

// ---- zones ----------------------------------------------------------------------------------------

// How far the clocks of a zone are ahead of UTC, by ICU.
function offsets(zone) {
  const format = new Intl.DateTimeFormat("sv-SE", {timeZone: zone, dateStyle: "short", timeStyle: "medium"});
  return (ms) => Date.parse(`${format.format(ms).replace(" ", "T")}Z`) - ms;
}

test("recurrence: ICU has each local time at the same instant, where clocks skip and repeat an hour too", {skip}, () => {
  const day = 86400e3;
  const questions = [];
  for (const zone of ["Europe/Amsterdam", "Europe/Dublin", "America/New_York", "America/St_Johns", "America/Sao_Paulo",
    "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata", "Africa/Casablanca"]) {
    const offset = offsets(zone);
    for (let ms = Date.UTC(2010, 0, 1); ms < Date.UTC(2026, 0, 1); ms += day) {
      if (offset(ms) === offset(ms + day)) continue;
      const start = clock(ms - day).slice(0, 10);
      for (const rule of ["FREQ=DAILY;BYHOUR=0,1,2,3;BYMINUTE=0,15,30", "FREQ=DAILY;INTERVAL=1"])
        questions.push({zone, start: `${start}T02:30:00[${zone}]`, rule});
    }
  }
  assert.ok(questions.length > 200);
  let skipped = 0, twice = 0;
  askOurs(questions).forEach(({occurrences}, i) => {
    const {zone, start} = questions[i];
    const offset = offsets(zone);
    let last = 0;
    for (const {local, at} of occurrences) {
      const told = `${start}: ${local} at ${at}`;
      const instant = Date.parse(at), wanted = Date.parse(`${local}Z`);
      assert.ok(instant > last, told);
      last = instant;
      const before = wanted - offset(instant - 25 * 3600e3);
      const shown = instant + offset(instant);
      if (shown !== wanted) {
        assert.equal(instant, before, `${told} is counted with the offset before`);
        assert.ok(shown > wanted, told);
        skipped++;
      } else if (before < instant && before + offset(before) === wanted) {
        assert.fail(`${told} comes twice, and this is the second`);
      } else if ([30, 60, 90, 120].some((minutes) => instant + minutes * 60e3 + offset(instant + minutes * 60e3) === wanted)) {
        twice++;
      }
    }
  });
  assert.ok(skipped > 30 && twice > 30, `${skipped} skipped, ${twice} twice`);
});
