// The lanes of each app's database: what they did since the start, and what waits.
import {Section} from "../kit/ui";
import {bytes, compact, count} from "../kit/words";
import {sum, type Reading} from "./metrics";

const columns: [string, (of: (name: string) => number) => string][] = [
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
  return (
    <Section title="Lanes" aside={<span class="muted">since the start</span>}>
      <table class="table" aria-label="Lanes">
        <thead><tr><th scope="col">App</th>{columns.map(([name]) => <th key={name} scope="col" class="is-number">{name}</th>)}</tr></thead>
        <tbody>
          {apps.map((app) => (
            <tr key={app}>
              <td class="is-main">{app}</td>
              {columns.map(([name, said]) => <td key={name} class="is-number" data-name={name}>{said((one) => sum(now, `stoa_store_${one}`, {app}))}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
