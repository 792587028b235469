// Fastify + better-sqlite3, with what Fastify's guide gives for speed: a JSON schema for every
// answer (compiled by fast-json-stringify) and every input (compiled by Ajv), and no logger.
'use strict';
const fastify = require('fastify');
const { openStore } = require('../store');
const runInWorkers = require('../workers');

const text = { type: 'string' };
const maybeText = { type: 'string', nullable: true };
const stamps = { version: { type: 'integer' }, created: text, updated: text };
const edition = {
  type: 'object',
  properties: {
    id: text, work: text, title: text, isbn10: maybeText, isbn13: maybeText, language: maybeText,
    publisher: maybeText, published: { type: 'integer', nullable: true }, cover: maybeText, ...stamps,
  },
};
const editions = {
  type: 'object',
  properties: { items: { type: 'array', items: edition }, next: maybeText },
};
const author = { type: 'object', properties: { id: text, name: text, about: maybeText, ...stamps } };
const problem = {
  type: 'object',
  properties: { status: { type: 'integer' }, code: text, title: text },
};
const editionSearch = {
  type: 'object',
  required: ['publisher'],
  properties: {
    publisher: { type: 'string', minLength: 1, maxLength: 200 },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    after: text,
  },
};
const newAuthor = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 200 },
    about: { type: 'string', minLength: 1, maxLength: 4000, nullable: true },
  },
};

runInWorkers((port) => {
  const store = openStore(process.env.DATABASE);
  const app = fastify({ logger: false });

  app.get('/healthz', (request, reply) => reply.send({ status: 'ok' }));
  app.get('/api/library/editions/:id', { schema: { response: { 200: edition, 404: problem } } },
    (request, reply) => {
      const found = store.edition(request.params.id);
      if (!found) return reply.code(404).send({ status: 404, code: 'not_found', title: 'Not found' });
      return reply.send(found);
    });
  app.get('/api/library/editions',
    { schema: { querystring: editionSearch, response: { 200: editions } } },
    (request, reply) => {
      const { publisher, limit, after } = request.query;
      return reply.send(store.editionsOf(publisher, limit, after));
    });
  app.post('/api/library/authors', { schema: { body: newAuthor, response: { 201: author } } },
    (request, reply) => reply.code(201).send(store.addAuthor(request.body)));

  app.listen({ port, host: '127.0.0.1', backlog: 1024 });
});
