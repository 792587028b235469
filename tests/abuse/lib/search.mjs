// Finds which of many secrets stand in bytes, wherever they begin: one pass, led by the last three
// bytes of each.
import {readdir, readFile} from "node:fs/promises";
import {execFile} from "node:child_process";
import {join} from "node:path";
import {promisify} from "node:util";
import {databaseOf} from "../../api/lib/database.mjs";

const key = (bytes, at) => bytes[at] | (bytes[at - 1] << 8) | (bytes[at - 2] << 16);

// `needles` is a list of [Buffer, name]; answers with the names of those that were found.
export function search(bytes, needles) {
  const marks = new Uint8Array(1 << 24), byEnd = new Map(), found = new Set();
  for (const [needle, name] of needles) {
    const end = key(needle, needle.length - 1);
    marks[end] = 1;
    byEnd.set(end, [...(byEnd.get(end) ?? []), [needle, name]]);
  }
  for (let at = 2; at < bytes.length; at++) {
    const end = key(bytes, at);
    if (!marks[end]) continue;
    for (const [needle, name] of byEnd.get(end)) {
      const from = at - needle.length + 1;
      if (from >= 0 && bytes.compare(needle, 0, needle.length, from, at + 1) === 0) found.add(name);
    }
  }
  return [...found];
}

// Every row of every table, as text.
const everything = String.raw`
select format('copy %I.%I to stdout;', schemaname, tablename) from pg_tables
where schemaname not in ('pg_catalog', 'information_schema') order by 1 \gexec
`;

async function ofPostgres(url) {
  const psql = ["-c", 'psql -XqAt -v ON_ERROR_STOP=1 "$0" <<<"$1"', url, everything];
  const {stdout} = await promisify(execFile)("bash", psql, {encoding: "buffer", maxBuffer: 1 << 30});
  return stdout;
}

async function ofFolder(folder) {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  return Promise.all(entries.filter((one) => one.isFile()).map((one) => readFile(join(one.parentPath, one.name))));
}

// All that a server has written down: the files of its data folder, and its database where that is
// elsewhere.
export async function writtenBy(server) {
  const data = join(server.folder, "data"), {STOA_DATABASE_URL: url} = await databaseOf(data);
  return Buffer.concat([...(await ofFolder(data)), ...(url ? [await ofPostgres(url)] : [])]);
}
