// Compares what clients were told with what is in the database, looked at past the server.

const authors = `
  select a.id, a.name, coalesce(a.about, ''), a.version,
    (select count(*) from library.authors_search s
     where s.id = a.id and s.words = library.search_document(a.name))
  from library.authors a`;
const changes = `
  select key, operation, payload->>'version', payload->>'name', coalesce(payload->>'about', '')
  from library._log where entity = 'authors' order by key, (payload->>'version')::bigint`;
const strays = `
  select (select count(*) from library.authors_search), (select count(*) from library.authors)`;

function groupBy(rows, column) {
  const groups = new Map();
  for (const row of rows) groups.set(row[column], [...(groups.get(row[column]) ?? []), row]);
  return groups;
}

// Author, log and search rows agree one to one: version n has n entries in the log, the last of which
// is what the author is now.
function* halfDone(rows, log, [searchRows, authorRows]) {
  const history = groupBy(log, 0);
  for (const [id, name, about, version, found] of rows) {
    const entries = history.get(id) ?? [];
    history.delete(id);
    const expected = Array.from({length: Number(version)}, (_, i) => `${i ? "update" : "insert"} ${i + 1}`);
    const actual = entries.map(([, operation, at]) => `${operation} ${at}`);
    if (String(actual) !== String(expected)) yield `${name}: version ${version}, but the log says ${actual}`;
    else if (entries.at(-1)[3] !== name || entries.at(-1)[4] !== about) yield `${name}: the log says something else`;
    if (found !== "1") yield `${name}: ${found} search rows`;
  }
  for (const id of history.keys()) yield `${id}: in the log, but no author`;
  if (searchRows !== authorRows) yield `${searchRows} search rows of ${authorRows} authors`;
}

// A write is there as often as its client was told.
function* broken(told, entries, column) {
  const found = groupBy(entries, column);
  for (const [text, {outcome, id}] of told) {
    const rows = found.get(text) ?? [];
    found.delete(text);
    if (rows.length > 1) yield `${text}: told ${outcome}, and done ${rows.length} times`;
    if (outcome === "stored" && rows.length === 0) yield `${text}: acknowledged, and lost`;
    if (outcome === "stored" && rows.length === 1 && rows[0][0] !== id) yield `${text}: told another id`;
    if (outcome === "refused" && rows.length > 0) yield `${text}: refused, and done`;
  }
  for (const text of found.keys()) yield `${text}: done, and never asked for`;
}

// Yields a sentence for each contradiction; `created` and `edited` as a Load has them.
export async function contradictions(cluster, database, {created, edited}) {
  const [rows, log, [counts]] = await Promise.all([authors, changes, strays].map((sql) => cluster.sql(sql, {database})));
  const inserts = log.filter(([, operation]) => operation === "insert");
  const updates = log.filter(([, operation]) => operation === "update");
  return [...halfDone(rows, log, counts), ...broken(created, inserts, 3), ...broken(edited, updates, 4)];
}
