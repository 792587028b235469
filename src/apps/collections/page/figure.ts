// What the console's front page says of collections, to whoever has a project.
import {api} from "stoa/api";
import {account} from "stoa/session";
import {plural} from "stoa/words";

export async function figure() {
  if (!account.value) return "";
  const {total} = await api.get("/api/collections/projects", {query: {limit: 1, count: "capped"}});
  return total ? `${plural(total.rows, "project")} of yours` : "";
}
