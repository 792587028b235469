// The library's notices while its server is killed again and again: each borrower is told of their loan
// once, by mail as in their list.
import {test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {endLeases} from "./lib/database.mjs";
import {made, reader, remind, shelf, toldOnce} from "./lib/notices.mjs";
import {mailing, postOffice} from "./lib/postoffice.mjs";
import {serve, temporaryFolder} from "./lib/server.mjs";
import {library} from "./lib/tables.mjs";
import {hasOpenssl} from "./lib/tls.mjs";

const kills = 6, readersEach = 4;

test("notices: kill -9 at any moment loses none and tells none twice", {skip: (await hasOpenssl()) ? false : "there is no openssl to make certificates"}, async (t) => {
  const office = await postOffice({folder: await temporaryFolder()});
  let server = await serve({env: mailing(office)});
  t.after(async () => {
    await server.stop();
    await office.close();
  });
  const things = await shelf(server);
  const people = await Promise.all(Array.from({length: kills * readersEach}, (_, number) => reader(server, office, things, number)));
  for (let i = 0; i < kills; i++) {
    // What they borrow is due tomorrow.
    for (const {loan} of people.slice(i * readersEach, (i + 1) * readersEach)) await made(server, library("loans"), loan);
    await remind(server);
    await sleep(Math.random() * 60);
    server.signal("SIGKILL");
    await server.ended;
    await endLeases(server.folder);
    server = await serve({data: server.folder, env: mailing(office)});
  }
  await remind(server);
  const twice = await toldOnce(server, office, people);
  t.diagnostic(`note: ${kills} kills, ${twice} of ${people.length} mails came twice, under one Message-ID`);
});
