// The tables of bench/collections/fastify.sql on better-sqlite3, set up as in store.js.
'use strict';
const crypto = require('node:crypto');
const { promisify } = require('node:util');
const { newId, openDatabase } = require('./store');

const stamps = 'owner, version, created, updated';
const remembered = 1000; // ms that a token counts without a look at the database
const hashOf = (token) => crypto.createHash('sha256').update(token).digest('hex');

// Stoa's Argon2id: 19 MiB, two passes, one lane. Node has it since 24.7.
const argon2 = crypto.argon2 && promisify(crypto.argon2);
const digest = (password, nonce) => argon2('argon2id', {
  message: password, nonce, parallelism: 1, tagLength: 32, memory: 19456, passes: 2,
});

// One row more than asked for says whether there is a next page.
function page(items, limit) {
  if (items.length <= limit) return { items, next: null };
  items.length = limit;
  return { items, next: Buffer.from(items[limit - 1].id).toString('base64url') };
}
const idIn = (after) => (after ? Buffer.from(after, 'base64url').toString() : '');

function openAccounts(db) {
  const known = new Map();
  const byToken = db.prepare('select account from tokens where hash = ?').pluck();
  const byEmail = db.prepare('select id, salt, password from accounts where email = ?');
  const insert = db.prepare('insert into accounts (id, email, salt, password) values (?, ?, ?, ?)');
  const insertToken = db.prepare('insert into tokens (hash, account, created) values (?, ?, ?)');

  return {
    accountOf(token) {
      if (!token) return undefined;
      const now = Date.now();
      const before = known.get(token);
      if (before && before.until > now) return before.account;
      if (known.size > 10000) known.clear();
      const account = byToken.get(hashOf(token));
      known.set(token, { account, until: now + remembered });
      return account;
    },

    async addAccount({ email, password }) {
      const id = newId();
      const salt = crypto.randomBytes(16);
      insert.run(id, email, salt, await digest(password, salt));
      return id;
    },

    async signIn({ email, password }) {
      const account = byEmail.get(email);
      const found = await digest(password, account?.salt ?? Buffer.alloc(16));
      if (!account || !crypto.timingSafeEqual(found, account.password)) return undefined;
      const token = crypto.randomBytes(32).toString('base64url');
      insertToken.run(hashOf(token), account.id, new Date().toISOString());
      return token;
    },
  };
}

function openCollections(file) {
  const db = openDatabase(file);
  const post = `id, title, category, rank, body, ${stamps}`;
  const byId = db.prepare(`select ${post} from posts where id = ?`);
  const ofCategory = db.prepare(`select ${post} from posts where category = ? and id > ? order by id limit ?`);
  const onBoardsOf = db.prepare(`select id, title, parent, ${stamps} from items where id > ? and exists
    (select 1 from boards where boards.id = items.parent and boards.owner = ?) order by id limit ?`);
  const insert = db.prepare(`insert into posts (${post}) values (?, ?, ?, ?, ?, ?, 1, ?, ?)`);

  return {
    ...openAccounts(db),
    post: (id) => byId.get(id),
    postsOf: (category, limit, after) => page(ofCategory.all(category, idIn(after), limit + 1), limit),
    itemsFor: (account, limit, after) => page(onBoardsOf.all(idIn(after), account, limit + 1), limit),
    addPost({ title, category, rank, body }, owner) {
      const id = newId();
      const created = new Date().toISOString();
      insert.run(id, title, category, rank, body, owner, created, created);
      return { id, title, category, rank, body, owner, version: 1, created, updated: created };
    },
  };
}

module.exports = { openCollections };
