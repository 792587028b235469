// Requests and times of the last minutes, drawn while the page is open; and how the server is just now.
import {useCallback, useEffect, useState} from "preact/hooks";
import {sentence} from "../kit/api";
import {useEvery} from "../kit/pages";
import {PlainTable, type Column} from "../kit/table";
import {Alert, Section} from "../kit/ui";
import {compact, count, duration} from "../kit/words";
import {Chart} from "./chart";
import {Lanes} from "./lanes";
import {busiest, quantile, rate, read, sum, type Reading, type RouteFigures} from "./metrics";

const every = 2000, kept = 91;  // three minutes

export function Overview() {
  const [readings, setReadings] = useState<Reading[]>([]);
  const [error, setError] = useState("");
  const next = useCallback(() => {
    read().then((reading) => {
      setError("");
      setReadings((before) => [...before, reading].slice(-kept));
    }, (thrown) => setError(sentence(thrown)));
  }, []);
  useEffect(next, [next]);
  useEvery(every, next);
  const now = readings.at(-1);
  if (!now) return error ? <Alert>{error}</Alert> : <p class="muted" aria-busy="true">One moment …</p>;
  return (
    <>
      {error && <Alert>{error}</Alert>}
      <Tiles now={now} />
      <Charts readings={readings} />
      <Lanes now={now} />
      <Routes now={now} />
    </>
  );
}

function Tiles({now}: {now: Reading}) {
  const started = sum(now, "process_start_time_seconds"), dead = sum(now, "stoa_jobs_dead");
  const tiles: [string, string, string?][] = [
    ["Up for", lasting(now.at / 1000 - started)],
    ["Memory", `${count(Math.round(sum(now, "process_resident_memory_bytes") / 2 ** 20))} MiB`],
    ["Requests", compact(sum(now, "stoa_http_requests_total"))],
    ["Connections", count(sum(now, "stoa_http_connections_open"))],
    ["Live streams", count(sum(now, "stoa_live_streams"))],
    ["Writes waiting", count(sum(now, "stoa_store_queued"))],
    ["Dead jobs", count(dead), dead ? "is-bad" : undefined],
  ];
  return (
    <dl class="tiles">
      {tiles.map(([name, value, kind]) => <div key={name} class={kind}><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

function lasting(seconds: number) {
  const units = [["d", 86_400], ["h", 3600], ["min", 60]] as const;
  const [unit, size] = units.find(([, size]) => seconds >= size) ?? ["s", 1];
  return `${count(Math.floor(seconds / size))} ${unit}`;
}

function Charts({readings}: {readings: Reading[]}) {
  const steps = readings.slice(1).map((after, i) => [readings[i]!, after] as const);
  const each = <T,>(value: (before: Reading, after: Reading) => T) => steps.map(([before, after]) => value(before, after));
  const answers = (status: RegExp) => each((before, after) => rate(before, after, "stoa_http_answers_total", {status}));
  const perSecond = (value: number) => `${value < 10 ? Number(value.toFixed(1)) : compact(value)}/s`;
  return (
    <div class="charts">
      <Chart title="Answers" format={perSecond} least={1} lines={[
        {name: "fine", kind: "first", values: answers(/^[123]/)},
        {name: "refused", kind: "second", values: answers(/^4/)},
        {name: "failed", kind: "bad", values: answers(/^5/)},
      ]} />
      <Chart title="Time to answer" format={duration} lines={[
        {name: "median", kind: "first", values: each((before, after) => quantile(0.5, after, before))},
        {name: "99 of 100", kind: "second", values: each((before, after) => quantile(0.99, after, before))},
      ]} />
      <Chart title="Writes kept" format={perSecond} least={1} lines={[
        {name: "writes", kind: "first", values: each((before, after) => rate(before, after, "stoa_store_writes_total"))},
        {name: "commits", kind: "second", values: each((before, after) => rate(before, after, "stoa_store_commits_total"))},
      ]} />
      <Chart title="Processor" format={(value) => `${Math.round(value * 100)} %`} least={0.1} lines={[
        {name: "of one core", kind: "first", values: each((before, after) => rate(before, after, "process_cpu_seconds_total"))},
      ]} />
    </div>
  );
}

const columns: Column<RouteFigures>[] = [
  {name: "Route", main: true, cell: ({route}) => <code>{route}</code>},
  {name: "App", cell: ({app}) => app},
  {name: "Answers", number: true, cell: ({requests}) => count(requests)},
  {name: "Failed", number: true, cell: ({failed}) => (failed ? <strong class="note">{count(failed)}</strong> : "0")},
  {name: "Median", number: true, cell: ({median}) => (median === null ? "–" : duration(median))},
  {name: "99 of 100", number: true, cell: ({late}) => (late === null ? "–" : duration(late))},
];

const Routes = ({now}: {now: Reading}) => (
  <Section title="Busiest routes" aside={<span class="muted">since the start</span>}>
    <PlainTable label="Busiest routes" columns={columns} rows={busiest(now, 10)} keyOf={({app, route}) => `${app} ${route}`} />
  </Section>
);
