// ws, the WebSocket server that most of Node uses: what anyone says is sent to all.
'use strict';
const http = require('node:http');
const { WebSocketServer, WebSocket } = require('ws');

const server = http.createServer((request, response) => response.end('fine'));
const sockets = new WebSocketServer({ server, perMessageDeflate: false, clientTracking: true });
sockets.on('connection', (socket) => {
  socket.on('message', (message) => {
    for (const other of sockets.clients) {
      if (other.readyState === WebSocket.OPEN) other.send(message, { binary: false });
    }
  });
});
server.listen(+process.env.PORT, '127.0.0.1');
