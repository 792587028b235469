// The records of a collection as a table: filtered, sorted, paged, edited in place, as it is now.
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {send, withQuery, type Schemas} from "stoa/api";
import {usePages} from "stoa/pages";
import {useDoing} from "stoa/load";
import {Alert, None, Sure} from "stoa/ui";
import {count} from "stoa/words";
import {Cell} from "./cell";
import type {PartProps} from "./collection";
import {NewRecord} from "./record";
import {kindOf, type Schema} from "./schema";
import css from "./collections.module.css";

export type Row = {id: string; version: number} & Record<string, unknown>;
export interface Page {items: Row[]; next: string | null; total: Schemas["Total"] | null}

export function Records({definition, address}: PartProps) {
  const {query, path, route} = useLocation();
  const {filter = "", sort = "", search = ""} = query;
  const [adding, setAdding] = useState(false);
  const [total, setTotal] = useState<Schemas["Total"] | null>(null);
  const asked = {filter, sort, search};
  const pages = usePages<Row>(async (after, signal) => {
    const target = withQuery(address, {...asked, limit: 50, after, ...(after ? {} : {count: "capped"})});
    const {data} = await send<Page>("GET", target, signal ? {signal} : {});
    if (!after) setTotal(data.total);
    return data;
  }, [address, filter, sort, search], withQuery(address, {filter, search}));
  const {properties = {}} = definition.schema as {properties?: Record<string, Schema>};
  const ask = (change: Partial<typeof asked>) => route(withQuery(path, {...asked, ...change}));
  return (
    <>
      <div class={css.asking}>
        {definition.search.length > 0 && <Ask label="Search" placeholder={`Search ${definition.search.join(", ")}`} value={search} ask={(words) => ask({search: words})} />}
        <Ask code label="Filter" placeholder={'Filter, such as created > "2026-01-01"'} value={filter} ask={(text) => ask({filter: text})} />
        <button type="button" class="primary" onClick={() => setAdding(true)}>Add a record</button>
        <p role="status">{total && `${count(total.rows)}${total.capped ? " or more" : ""} ${total.rows === 1 ? "record" : "records"}${filter || search ? " found" : ""}`}</p>
      </div>
      {pages.error && <Alert>{pages.error}</Alert>}
      {pages.items && (pages.items.length
        ? <Grid address={address} properties={properties} pages={pages} sort={sort} setSort={(by) => ask({sort: by})} />
        : <None>{filter || search ? "No record is like that." : "There is no record yet. Add one, or import a table."}</None>)}
      {adding && <NewRecord address={address} definition={definition} onClose={() => setAdding(false)} done={pages.again} />}
    </>
  );
}

// A field that asks once one is done: on Enter, or when it is left.
function Ask({label, placeholder, value, ask, code}: {label: string; placeholder: string; value: string; ask: (text: string) => void; code?: boolean}) {
  const [text, setText] = useState(value), [was, setWas] = useState(value);
  if (value !== was) {
    setWas(value);
    setText(value);
  }
  return (
    <form class={css.ask} role="search" aria-label={label} onSubmit={(event) => {
      event.preventDefault();
      ask(text.trim());
    }}>
      <input type="search" class={code ? css.rule : undefined} spellcheck={!code} aria-label={label} placeholder={placeholder} value={text}
        onInput={({currentTarget}) => setText(currentTarget.value)} onBlur={() => text.trim() !== value && ask(text.trim())} />
    </form>
  );
}

function Grid({address, properties, pages, sort, setSort}: {
  address: string; properties: Record<string, Schema>; pages: ReturnType<typeof usePages<Row>>; sort: string; setSort: (by: string) => void;
}) {
  const more = useDoing();
  const names = Object.keys(properties);
  return (
    <>
      <div class={css.scroll} role="region" aria-label="Records" tabIndex={0}>
        <table class={`table is-wide ${css.grid}`}>
          <thead>
            <tr>
              {[...names, "updated"].map((name) => <Head key={name} name={name} kind={properties[name] && kindOf(properties[name])} sort={sort} setSort={setSort} />)}
              <th scope="col"><span class="unseen">Deeds</span></th>
            </tr>
          </thead>
          <tbody>
            {pages.items!.map((row) => (
              <tr key={row.id}>
                {names.map((name) => <Cell key={name} row={row} name={name} schema={properties[name]!} address={address} done={pages.again} />)}
                <td class={css.time}>{new Date(String(row.updated)).toLocaleString("en-GB", {dateStyle: "medium", timeStyle: "short"})}</td>
                <td><span class="deeds">
                  <Sure label="Remove" about={String(row[names[0]!] ?? row.id)} question="It leaves every list." run={async () => {
                    await send("DELETE", `${address}/${row.id}`, {etag: `"${row.version}"`});
                    pages.again();
                  }} />
                </span></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more.error && <Alert>{more.error}</Alert>}
      {pages.next && <div><button type="button" aria-disabled={more.busy || undefined} onClick={() => more.busy || more.run(pages.more)}>More records</button></div>}
    </>
  );
}

const unsorted = new Set(["list", "any", "file", "money", "other", "long"]);
const order = {up: "ascending", down: "descending"} as const;

function Head({name, kind, sort, setSort}: {name: string; kind: string | undefined; sort: string; setSort: (by: string) => void}) {
  const way = sort === name ? "up" : sort === `-${name}` ? "down" : undefined;
  const number = kind === "integer" || kind === "number" || kind === "decimal" ? "is-number" : undefined;
  if (kind && unsorted.has(kind)) return <th scope="col" class={number}>{name}</th>;
  return (
    <th scope="col" class={number} {...(way ? {"aria-sort": order[way]} : {})}>
      <button type="button" class={css.sort} onClick={() => setSort(way === "up" ? `-${name}` : way === "down" ? "" : name)}>
        {name}<span aria-hidden="true">{way === "up" ? " ↑" : way === "down" ? " ↓" : ""}</span>
      </button>
    </th>
  );
}
