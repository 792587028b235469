// Express + better-sqlite3, with what Express' production pages give for speed: NODE_ENV=production
// (set by script/bench), a cluster, no work per request that nobody asked for (no X-Powered-By, no
// ETag, the simple query parser).
'use strict';
const express = require('express');
const { openStore } = require('../store');
const runInWorkers = require('../workers');

runInWorkers((port) => {
  const store = openStore(process.env.DATABASE);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');

  app.get('/healthz', (request, response) => response.json({ status: 'ok' }));
  app.get('/api/library/editions/:id', (request, response) => {
    const found = store.edition(request.params.id);
    if (found) return response.json(found);
    return response.status(404).json({ status: 404, code: 'not_found', title: 'Not found' });
  });
  app.get('/api/library/editions', (request, response) => {
    const { publisher, limit = '20', after } = request.query;
    response.json(store.editionsOf(publisher, Number(limit), after));
  });
  app.post('/api/library/authors', express.json(), (request, response) => {
    const { name, about } = request.body ?? {};
    const good = typeof name === 'string' && name.length >= 1 && name.length <= 200 &&
                 (about == null || (typeof about === 'string' && about.length <= 4000));
    if (!good) return response.status(422).json({ status: 422, code: 'invalid', title: 'Invalid' });
    return response.status(201).json(store.addAuthor({ name, about }));
  });

  app.listen(port, '127.0.0.1', 1024);
});
