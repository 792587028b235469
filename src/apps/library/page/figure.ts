// What the console's front page says of the library.
import {api} from "stoa/api";
import {plural} from "stoa/words";

export async function figure() {
  const {total} = await api.get("/api/library/works", {query: {limit: 1, count: "exact"}});
  return total ? plural(total.rows, "work") : "";
}
