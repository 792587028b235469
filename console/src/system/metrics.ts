// /metrics as Prometheus reads it, and what two readings say about the time between them.

export interface Sample {name: string; labels: Record<string, string>; value: number}
export interface Reading {at: number; samples: Sample[]}

const line = /^([a-z_]\w*)(?:\{(.*)\})? (\S+)$/i;
const label = /(\w+)="((?:[^"\\]|\\.)*)"/g;

export function parse(text: string): Sample[] {
  const samples: Sample[] = [];
  for (const one of text.split("\n")) {
    const found = line.exec(one);
    if (!found) continue;
    const labels: Record<string, string> = {};
    for (const [, name, value] of (found[2] ?? "").matchAll(label)) labels[name!] = value!;
    samples.push({name: found[1]!, labels, value: Number(found[3])});
  }
  return samples;
}

export async function read(): Promise<Reading> {
  const answer = await fetch("/metrics", {cache: "no-store"});
  if (!answer.ok) throw new Error(`/metrics answered ${answer.status}.`);
  return {at: Date.now(), samples: parse(await answer.text())};
}

type Wanted = Record<string, string | RegExp>;
const fits = (sample: Sample, wanted: Wanted) => Object.entries(wanted).every(([name, value]) => {
  const has = sample.labels[name] ?? "";
  return typeof value === "string" ? has === value : value.test(has);
});

export const sum = (reading: Reading, name: string, wanted: Wanted = {}) =>
  reading.samples.reduce((all, sample) => (sample.name === name && fits(sample, wanted) ? all + sample.value : all), 0);

// How many a second between two readings; a counter that fell began anew.
export function rate(before: Reading, after: Reading, name: string, wanted: Wanted = {}) {
  const more = sum(after, name, wanted) - sum(before, name, wanted);
  return Math.max(0, more) / ((after.at - before.at) / 1000);
}

const duration = "stoa_http_request_duration_seconds_bucket";

function buckets(reading: Reading, wanted: Wanted) {
  const all = new Map<number, number>();
  for (const sample of reading.samples) {
    if (sample.name !== duration || !fits(sample, wanted)) continue;
    const bound = Number(sample.labels.le!.replace("+Inf", "Infinity"));
    all.set(bound, (all.get(bound) ?? 0) + sample.value);
  }
  return all;
}

// The time within which so large a part of the requests was answered (0.99: all but one of a hundred), by the
// histogram's bounds and a straight line between them; null when there was none.
export function quantile(part: number, after: Reading, before?: Reading, wanted: Wanted = {}): number | null {
  const now = buckets(after, wanted), then = before ? buckets(before, wanted) : new Map<number, number>();
  const counts = [...now].sort(([a], [b]) => a - b).map(([bound, n]) => [bound, n - (then.get(bound) ?? 0)] as const);
  const total = counts.at(-1)?.[1] ?? 0;
  if (total <= 0) return null;
  let [low, below] = [0, 0];
  for (const [bound, n] of counts) {
    if (n >= part * total) {
      if (bound === Infinity) return low;
      return low + (bound - low) * ((part * total - below) / Math.max(1, n - below));
    }
    [low, below] = [bound, n];
  }
  return low;
}

export interface RouteFigures {app: string; route: string; requests: number; failed: number; median: number | null; late: number | null}

// The routes that were asked most since the server started. One pass: there are hundreds of them.
export function busiest(reading: Reading, most: number): RouteFigures[] {
  const all = new Map<string, {app: string; route: string; requests: number; failed: number}>();
  for (const {name, labels, value} of reading.samples) {
    if (name !== "stoa_http_answers_total") continue;
    const {app = "", route = "", status = ""} = labels;
    const one = all.get(`${app} ${route}`) ?? {app, route, requests: 0, failed: 0};
    one.requests += value;
    if (status === "5xx") one.failed += value;
    all.set(`${app} ${route}`, one);
  }
  return [...all.values()].sort((a, b) => b.requests - a.requests).slice(0, most).map((one) => {
    const wanted = {app: one.app, route: one.route};
    return {...one, median: quantile(0.5, reading, undefined, wanted), late: quantile(0.99, reading, undefined, wanted)};
  });
}
