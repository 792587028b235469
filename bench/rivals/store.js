// The library's editions and authors on better-sqlite3, for both rivals, set up as its
// docs/performance.md and docs/api.md say: WAL, statements prepared once, one connection a process,
// memory-mapped reads. Ids and times are TEXT, as Node programs keep them: what is stored is what
// is sent, so that no row is converted.
'use strict';
const { randomUUID } = require('node:crypto');
const Database = require('better-sqlite3');

const editionColumns =
  'id, work, title, isbn10, isbn13, language, publisher, published, cover, version, created, updated';

// A UUIDv7 from the clock and the (cached, cheap) random bits of a UUIDv4.
function newId() {
  const ms = Date.now().toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${randomUUID().slice(15)}`;
}

function openDatabase(file) {
  const db = new Database(file, { fileMustExist: true, timeout: 10000 });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL'); // its build's default in WAL mode is NORMAL, which loses commits
  db.pragma('mmap_size = 1073741824'); // the whole file
  db.pragma('cache_size = -65536');
  db.pragma('temp_store = MEMORY');
  return db;
}

function openStore(file) {
  const db = openDatabase(file);
  const byId = db.prepare(`select ${editionColumns} from editions where id = ?`);
  const first = db.prepare(
    `select ${editionColumns} from editions where publisher = ? order by id limit ?`);
  const later = db.prepare(
    `select ${editionColumns} from editions where publisher = ? and id > ? order by id limit ?`);
  const insert = db.prepare(
    'insert into authors (id, name, about, version, created, updated) values (?, ?, ?, 1, ?, ?)');
  const index = db.prepare('insert into authors_search (rowid, name) values (?, ?)');

  const addAuthor = db.transaction((author) => {
    const { id, name, about, created } = author;
    const { lastInsertRowid } = insert.run(id, name, about, created, created);
    index.run(lastInsertRowid, name);
  });

  return {
    edition: (id) => byId.get(id),

    // Keyset pagination: one row more than asked for says whether there is a next page.
    editionsOf(publisher, limit, after) {
      const items = after ? later.all(publisher, Buffer.from(after, 'base64url').toString(), limit + 1)
                          : first.all(publisher, limit + 1);
      if (items.length <= limit) return { items, next: null };
      items.length = limit;
      return { items, next: Buffer.from(items[limit - 1].id).toString('base64url') };
    },

    addAuthor({ name, about = null }) {
      const created = new Date().toISOString();
      const author = { id: newId(), name, about, version: 1, created, updated: created };
      addAuthor.immediate(author);
      return author;
    },
  };
}

module.exports = { newId, openDatabase, openStore };
