// What went wrong lately in the process that answers: its last warnings and errors, without their own words.
import {api, type Schemas} from "../kit/api";
import {useLoad} from "../kit/load";
import {useEvery} from "../kit/pages";
import {PlainTable, type Column} from "../kit/table";
import {Tag} from "../kit/ui";
import {ago, spaced, when} from "../kit/words";

type Line = Schemas["Trouble"];

const whereOf = ({app, route, job, event}: Line) => [app, route, job, event].filter(Boolean).map((one) => spaced(one!)).join(", ");

const columns: Column<Line>[] = [
  {name: "What", main: true, cell: ({message}) => message},
  {name: "Level", cell: ({level}) => <Tag kind={level === "error" ? "bad" : undefined}>{level}</Tag>},
  {name: "Where", cell: (line) => whereOf(line) || "–"},
  {name: "Request", cell: ({request}) => (request ? <code>{request}</code> : "–")},
  {name: "When", cell: ({at}) => <span title={when(at)}>{ago(at)}</span>},
];

export function Troubles() {
  const {data, error, again} = useLoad((signal) => api.get("/api/accounts/troubles", {signal}), []);
  useEvery(5000, again);
  return (
    <>
      <p class="muted">Since this process started, the newest first. Why it came to it stands in the log on the machine
        (<code>journalctl -u stoa</code>), which the request's id finds: an error's own words may say what is nobody's to read from afar.</p>
      <PlainTable label="Warnings and errors" columns={columns} rows={data?.items} keyOf={({number}) => number} error={error} none="Nothing went wrong." />
    </>
  );
}
