// socket.io over WebSocket alone: what anyone says is sent to all. Its adapter frames a broadcast
// once.
'use strict';
const http = require('node:http');
const { Server } = require('socket.io');

const server = http.createServer((request, response) => response.end('fine'));
const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
io.on('connection', (socket) => socket.on('m', (message) => io.emit('m', message)));
server.listen(+process.env.PORT, '127.0.0.1');
