// The collections of bench/collections on Fastify + better-sqlite3: what somebody would write who knows
// beforehand which they are. Schemas and no logger, as in server.js; a bearer token is looked up in the
// database once a second at most, as Stoa looks up an API key, and the rules stand in the SQL.
'use strict';
const fastify = require('fastify');
const { openCollections } = require('../collections_store');
const runInWorkers = require('../workers');

const text = { type: 'string' };
const maybeText = { type: 'string', nullable: true };
const stamps = { owner: maybeText, version: { type: 'integer' }, created: text, updated: text };
const post = {
  type: 'object',
  properties: { id: text, title: text, category: text, rank: { type: 'integer' }, body: text, ...stamps },
};
const item = { type: 'object', properties: { id: text, title: text, parent: text, ...stamps } };
const problem = {
  type: 'object',
  properties: { status: { type: 'integer' }, code: text, title: text },
};
const pageOf = (items) => ({
  type: 'object',
  properties: { items: { type: 'array', items }, next: maybeText },
});
const limit = { type: 'integer', minimum: 1, maximum: 100, default: 20 };
const postSearch = {
  type: 'object',
  required: ['category'],
  properties: { category: { type: 'string', minLength: 1, maxLength: 20 }, limit, after: text },
};
const itemSearch = { type: 'object', properties: { limit, after: text } };
const newPost = {
  type: 'object',
  required: ['title', 'category', 'rank', 'body'],
  additionalProperties: false,
  properties: {
    title: { type: 'string', minLength: 1, maxLength: 200 },
    category: { type: 'string', minLength: 1, maxLength: 20 },
    rank: { type: 'integer', minimum: 0 },
    body: { type: 'string', minLength: 1, maxLength: 2000 },
  },
};
const credentials = {
  type: 'object',
  required: ['email', 'password'],
  properties: {
    email: { type: 'string', minLength: 3, maxLength: 254 },
    password: { type: 'string', minLength: 8, maxLength: 128 },
  },
};

const refuse = (reply, status, code, title) => reply.code(status).send({ status, code, title });

runInWorkers((port) => {
  const store = openCollections(process.env.DATABASE);
  const app = fastify({ logger: false });
  app.decorateRequest('account', null);

  const signedIn = (request, reply, next) => {
    request.account = store.accountOf(request.headers.authorization?.replace(/^Bearer /, ''));
    if (!request.account) return refuse(reply, 401, 'not_signed_in', 'Sign in');
    next();
  };

  app.get('/healthz', (request, reply) => reply.send({ status: 'ok' }));
  app.post('/accounts', { schema: { body: credentials } }, async (request, reply) =>
    reply.code(201).send({ id: await store.addAccount(request.body) }));
  app.post('/tokens', { schema: { body: credentials } }, async (request, reply) => {
    const token = await store.signIn(request.body);
    if (!token) return refuse(reply, 401, 'wrong_password', 'Wrong address or password');
    return reply.code(201).send({ token });
  });

  const guarded = (schema) => ({ onRequest: signedIn, schema });
  app.get('/posts/:id', guarded({ response: { 200: post, 404: problem } }), (request, reply) => {
    const found = store.post(request.params.id);
    return found ? reply.send(found) : refuse(reply, 404, 'not_found', 'Not found');
  });
  app.get('/posts', guarded({ querystring: postSearch, response: { 200: pageOf(post) } }), (request, reply) => {
    const { category, limit, after } = request.query;
    return reply.send(store.postsOf(category, limit, after));
  });
  app.get('/items', guarded({ querystring: itemSearch, response: { 200: pageOf(item) } }), (request, reply) =>
    reply.send(store.itemsFor(request.account, request.query.limit, request.query.after)));
  app.post('/posts', guarded({ body: newPost, response: { 201: post } }), (request, reply) =>
    reply.code(201).send(store.addPost(request.body, request.account)));

  app.listen({ port, host: '127.0.0.1', backlog: 1024 });
});
