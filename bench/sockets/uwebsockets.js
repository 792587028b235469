// µWebSockets, the fastest that there is for Node: C++, with topics of its own.
'use strict';
const uws = require('uwebsockets');

const app = uws.App();
app
  .ws('/', {
    compression: uws.DISABLED,
    maxBackpressure: 256 * 1024,
    open: (socket) => socket.subscribe('room'),
    message: (socket, message, binary) => app.publish('room', message, binary),
  })
  .get('/healthz', (response) => response.end('fine'))
  .listen('127.0.0.1', +process.env.PORT, (token) => token || process.exit(1));
