// After signing in: to where somebody came from, to the part that the address names, or to the profile.
import {useLocation} from "preact-iso";
import {askWho} from "stoa/session";
import {isPart, partOf, to} from "./places";

// Only ever an address of this server.
function wanted() {
  const text = new URLSearchParams(location.search).get("to");
  const url = text && URL.canParse(text, location.origin) ? new URL(text, location.origin) : null;
  return url?.origin === location.origin ? url : null;
}

export function useComeIn() {
  const {route} = useLocation();
  return async () => {
    const url = wanted(), elsewhere = url && !/^\/accounts(?:\/|$)/.test(url.pathname);
    if (elsewhere) return location.assign(url);
    await askWho();
    const {name, about} = partOf((url ?? location).pathname);
    route(to(isPart(name) ? (about ? `${name}/${about}` : name) : "profile"), true);
  };
}
