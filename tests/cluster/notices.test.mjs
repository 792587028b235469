// The library's notices by two processes, either of which is killed again and again beside the morning's
// job: each borrower is told of their loan once.
import {test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {made, reader, remind, shelf, toldOnce} from "../api/lib/notices.mjs";
import {mailing, postOffice} from "../api/lib/postoffice.mjs";
import {temporaryFolder} from "../api/lib/server.mjs";
import {library} from "../api/lib/tables.mjs";
import {hasOpenssl} from "../api/lib/tls.mjs";
import {site} from "./lib/site.mjs";

const kills = 4, readersEach = 3;

test("cluster: kill -9 of either process at any moment loses no notice and tells none twice", {skip: (await hasOpenssl()) ? false : "there is no openssl to make certificates"}, async (t) => {
  const office = await postOffice({folder: await temporaryFolder()});
  const both = await site(t, {env: mailing(office)});
  t.after(() => office.close());
  const {nodes, cluster, database} = both;
  const things = await shelf(nodes[0]);
  const people = await Promise.all(Array.from({length: kills * readersEach}, (_, number) => reader(nodes[number % 2], office, things, number)));
  for (let i = 0; i < kills; i++) {
    // What they borrow is due tomorrow.
    for (const {loan} of people.slice(i * readersEach, (i + 1) * readersEach)) await made(nodes[i % 2], library("loans"), loan);
    await Promise.all(nodes.map(remind));
    await sleep(Math.random() * 60);
    const [killed] = nodes.splice(Math.floor(Math.random() * 2), 1);
    killed.signal("SIGKILL");
    await killed.ended;
    // As if the half minute were over for which it still holds its jobs.
    for (const app of ["accounts", "library"]) await cluster.sql(`update ${app}._jobs set lease_until = 0 where state = 'running'`, {database});
    await both.start();
  }
  await remind(nodes[0]);
  const twice = await toldOnce(nodes[1], office, people);
  t.diagnostic(`note: ${kills} kills, ${twice} of ${people.length} mails came twice, under one Message-ID`);
});
