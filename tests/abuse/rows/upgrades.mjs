// Row 8 for sockets: what begins no WebSocket is no way to one, nor to what its route would say.
import {rightful, withHeaders} from "../lib/attempt.mjs";

export const name = "upgrades";
export const applies = ({socket}) => Boolean(socket);

export async function* cases(world, attempt) {
  const request = rightful(attempt);
  const refused = (what, headers, status = 426, code = "upgrade_required") =>
    ({what, status: [status], code: [code], request: withHeaders(request, headers)});

  yield refused("no Upgrade", {Upgrade: null, Connection: null});
  yield refused("an Upgrade to something else", {Upgrade: "h2c"});
  yield refused("no word of it in Connection", {Connection: "keep-alive"});
  for (const version of ["8", "14", "", "13, 13"]) yield refused(`version ${version}`, {"Sec-WebSocket-Version": version});
  for (const key of ["", "short", "dGhlIHNhbXBsZSBub25jZQ", "!".repeat(24)]) {
    yield refused(`the key ${key}`, {"Sec-WebSocket-Key": key}, 400, "bad_handshake");
  }
  yield {what: "a ticket that is none", status: attempt.operation.secured ? [401] : [101], request: {...request, target: `${request.target}?ticket=none`}};
  yield {what: "HEAD", status: [426, 400], request: {...request, method: "HEAD"}};
}
