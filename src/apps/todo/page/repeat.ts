// Rules of recurrence (RFC 5545) in words, and those that one chooses from.

export const presets: [string, string][] = [
  ["FREQ=DAILY", "every day"], ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"], ["FREQ=WEEKLY", "every week"], ["FREQ=MONTHLY", "every month"],
  ["FREQ=YEARLY", "every year"],
];

const units: Record<string, string> = {DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year", HOURLY: "hour"};
const days: Record<string, string> = {MO: "Monday", TU: "Tuesday", WE: "Wednesday", TH: "Thursday", FR: "Friday", SA: "Saturday", SU: "Sunday"};
const ordinals = new Intl.PluralRules("en", {type: "ordinal"});
const endings: Record<string, string> = {one: "st", two: "nd", few: "rd", other: "th"};
const nth = (n: number) => (n === -1 ? "last" : `${n}${endings[ordinals.select(n)]}`);

const known = new Set(["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL"]);

// "every 2 weeks on Monday"; a rule with parts that no words are known for is just "repeats".
export function ruleWords(rule: string) {
  const preset = presets.find(([one]) => one === rule);
  if (preset) return preset[1];
  const parts = Object.fromEntries(rule.split(";").map((part) => part.split("=") as [string, string]));
  const unit = units[parts.FREQ ?? ""], every = Number(parts.INTERVAL ?? 1);
  if (!unit || Object.keys(parts).some((name) => !known.has(name))) return "repeats";
  const on = parts.BYDAY?.split(",").map(dayWords) ?? parts.BYMONTHDAY?.split(",").map((day) => `the ${nth(Number(day))}`);
  const plain = every === 1 && parts.FREQ === "WEEKLY" && on ? `every ${on.join(", ")}` : `every ${every === 1 ? unit : `${every} ${unit}s`}${on ? ` on ${on.join(", ")}` : ""}`;
  return parts.COUNT ? `${plain}, ${parts.COUNT} times` : parts.UNTIL ? `${plain}, until ${parts.UNTIL.slice(0, 4)}` : plain;
}

function dayWords(code: string) {
  const [, at, day = ""] = /^(-?\d+)?(\w\w)$/.exec(code) ?? [];
  return at ? `the ${nth(Number(at))} ${days[day]}` : days[day] ?? code;
}
