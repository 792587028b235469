// What the console's front page says of todo, to whoever has something to do.
import {api} from "stoa/api";
import {account} from "stoa/session";
import {plural} from "stoa/words";

export async function figure() {
  if (!account.value) return "";
  const {total} = await api.get("/api/todo/tasks", {query: {open: true, limit: 1, count: "capped"}});
  return total?.rows ? `${plural(total.rows, "task")} of yours to do` : "";
}
