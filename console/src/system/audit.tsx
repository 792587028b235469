// Who changed what: the log of an app without what it holds.
import {useState} from "preact/hooks";
import {api, ofApp, type Schemas} from "../kit/api";
import {Table, useEvery, usePages} from "../kit/pages";
import type {Column} from "../kit/table";
import {ago, spaced, when} from "../kit/words";
import {AppChoice, useAppWith} from "./choice";

type Entry = Schemas["AuditEntry"] & {id: string};
type By = Partial<Record<"actor" | "key" | "entity", string>>;
const deeds = {insert: "added", update: "changed", remove: "removed"} as const;
const names = {actor: "By", key: "Record", entity: "Kind"} as const;

// The end of an id tells apart what happened together; the whole is what one searches for.
const short = (text: string) => (text.length > 12 ? `…${text.slice(-8)}` : text);

export function Audit() {
  const apps = useAppWith("log"), {app} = apps;
  const [by, setBy] = useState<By>({});
  const pages = usePages(async (after) => {
    if (!app) return {items: [], next: null};
    const {items, next} = await api.get(ofApp(app, "/api/library/log"), {query: {limit: 50, ...by, ...(after && {after})}});
    return {items: items.map((entry): Entry => ({...entry, id: String(entry.number)})), next};
  }, [app, by]);
  useEvery(5000, pages.again);
  const only = (name: keyof By, value: string | null | undefined, text = value) => value
    ? <button type="button" class="quiet" title={`${names[name]} ${value}: show only these`} onClick={() => setBy({...by, [name]: value})}>{text}</button>
    : "–";
  const columns: Column<Entry>[] = [
    {name: "What", main: true, cell: ({kind, operation, entity}) => (operation
      ? <>{only("entity", entity, spaced(entity ?? ""))} {deeds[operation]}</> : spaced(kind.split(".").at(-1)!))},
    {name: names.key, cell: ({key}) => <code>{only("key", key, short(key))}</code>},
    {name: names.actor, cell: ({actor}) => (actor ? <code>{only("actor", actor, short(actor))}</code> : "the server")},
    {name: "When", cell: ({at}) => <span title={when(at)}>{ago(at)}</span>},
  ];
  return (
    <>
      <div class="bar-of-actions">
        <AppChoice {...apps} choose={(name) => { setBy({}); apps.choose(name); }} />
        {(Object.keys(by) as (keyof By)[]).map((name) => (
          <button key={name} type="button" class="small" onClick={() => setBy(({[name]: _, ...rest}) => rest)}>
            {names[name]} {short(by[name]!)} ✕<span class="unseen"> show all again</span>
          </button>
        ))}
      </div>
      <Table label="Changes" columns={columns} pages={pages} none="Nothing was changed yet." />
    </>
  );
}
