// Rows that no request makes at will, written into the database of the server under test.
import {execFile} from "node:child_process";
import {join} from "node:path";
import {DatabaseSync} from "node:sqlite";
import {promisify} from "node:util";
import {databaseOf} from "../../api/lib/database.mjs";

// The value of a column that holds an id.
export const uuid = (text) => ({uuid: text});

const onSqlite = (value) => (value?.uuid ? `x'${value.uuid.replaceAll("-", "")}'` : value === true ? 1 : value === false ? 0 : literal(value));
const onPostgres = (value) => (value?.uuid ? `'${value.uuid}'` : literal(value));
const literal = (value) => (typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value));

const statement = (table, row, spell) => `insert into ${table} (${Object.keys(row)}) values (${Object.values(row).map(spell)})`;

export async function insert(world, app, table, row) {
  const data = join(world.server.folder, "data"), {STOA_DATABASE_URL: url} = await databaseOf(data);
  if (url) {
    await promisify(execFile)("psql", ["-Xq", "-v", "ON_ERROR_STOP=1", "-c", statement(`${app}.${table}`, row, onPostgres), url]);
    return;
  }
  const database = new DatabaseSync(join(data, `${app}.db`));
  // The server alone moves its log into the file.
  database.exec("pragma busy_timeout = 5000; pragma wal_autocheckpoint = 0");
  database.exec(statement(table, row, onSqlite));
  database.close();
}
