// The lanes of each app's database: what they did since the start, and what waits.
import {PlainTable, type Column} from "../kit/table";
import {Section} from "../kit/ui";
import {bytes, compact, count} from "../kit/words";
import {sum, type Reading} from "./metrics";

const figures: [string, (of: (name: string) => number) => string][] = [
  ["Writes", (of) => compact(of("writes_total"))],
  ["A commit", (of) => (of("commits_total") ? (of("writes_total") / of("commits_total")).toFixed(1) : "–")],
  ["Begun anew", (of) => count(of("conflicts_total"))],
  ["Waiting", (of) => count(of("queued"))],
  ["Reads", (of) => compact(of("reads_total"))],
  ["Cut short", (of) => count(of("reads_cut_total"))],
  ["Write-ahead log", (of) => bytes(of("wal_bytes"))],
];

export function Lanes({now}: {now: Reading}) {
  const apps = [...new Set(now.samples.filter(({name}) => name === "stoa_store_writes_total").map(({labels}) => labels.app!))].sort();
  const columns: Column<string>[] = [
    {name: "App", main: true, cell: (app) => app},
    ...figures.map(([name, said]) => ({name, number: true, cell: (app: string) => said((one) => sum(now, `stoa_store_${one}`, {app}))})),
  ];
  return (
    <Section title="Lanes" aside={<span class="muted">since the start</span>}>
      <PlainTable label="Lanes" columns={columns} rows={apps} keyOf={(app) => app} />
    </Section>
  );
}
