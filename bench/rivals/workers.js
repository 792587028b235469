// Runs a server in WORKERS processes that share PORT, as node:cluster's page shows it. With one
// worker there is no cluster, and no process in between.
'use strict';
const cluster = require('node:cluster');

module.exports = function runInWorkers(serve) {
  const workers = Number(process.env.WORKERS ?? 2);
  if (workers === 1 || cluster.isWorker) return serve(Number(process.env.PORT));
  for (let i = 0; i < workers; ++i) cluster.fork();
  const stop = () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGKILL');
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
};
