// What the console's front page says of accounts, to administrators.
import {api} from "stoa/api";
import {isAdmin} from "stoa/session";
import {plural} from "stoa/words";

export async function figure() {
  if (!isAdmin.value) return "";
  const {total} = await api.get("/api/accounts/accounts", {query: {limit: 1, count: "capped"}});
  return total ? plural(total.rows, "account") : "";
}
