// Requests that ask for another protocol. Some paths speak WebSocket; everywhere else such a request is answered as if
// it had not asked, as RFC 9110, 7.8 has it: curl --http2 asks with every request that it sends.

import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { App } from '../server.js';

/** Who wants the WebSockets to which paths, by server: there must be one listener for all of them. */
const wantedPaths = new WeakMap<Server, Map<string, EventEmitter>>();

/**
 * An emitter of `upgrade` for WebSockets to these paths alone. Node hands a request over without its body as soon as
 * anybody listens for upgrades, so all others are put back on their connection, and read again without the wish.
 */
export function upgradesTo(app: App, paths: readonly string[]): EventEmitter {
  const emitter = new EventEmitter();
  const wanted = wantedPaths.get(app.server) ?? listen(app);
  for (const path of paths) wanted.set(path, emitter);
  return emitter;
}

function listen(app: App): Map<string, EventEmitter> {
  const wanted = new Map<string, EventEmitter>();
  wantedPaths.set(app.server, wanted);
  const whenAnswered = answersOf(app);
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node listens no more, and an error that nobody hears would end the process.
    const guard = () => socket.destroy();
    socket.on('error', guard);
    whenAnswered(socket, () => {
      if (socket.destroyed) return;
      const emitter = isWebSocket(request) ? wanted.get(pathOf(request)) : undefined;
      if (emitter !== undefined) emitter.emit('upgrade', request, socket, head);
      else readAgain(app, request, socket, head);
      socket.off('error', guard);
    });
  });
  return wanted;
}

/** A function that calls back once all requests that came before on a connection are answered. */
function answersOf(app: App): (socket: Duplex, then: () => void) => void {
  const unanswered = new WeakMap<Duplex, number>();
  const waiting = new WeakMap<Duplex, () => void>();
  app.server.on('request', ({ socket }, response) => {
    unanswered.set(socket, (unanswered.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (unanswered.get(socket) ?? 1) - 1;
      unanswered.set(socket, left);
      if (left === 0) waiting.get(socket)?.();
      if (left === 0) waiting.delete(socket);
    });
  });
  return (socket, then) => {
    if ((unanswered.get(socket) ?? 0) === 0) then();
    else waiting.set(socket, then);
  };
}

const isWebSocket = ({ method, headers }: IncomingMessage) =>
  method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';

const pathOf = ({ url = '' }: IncomingMessage) => url.replace(/\?.*$/s, '').replace(/(?<=.)\/$/, '');

function readAgain(app: App, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (name.toLowerCase() !== 'upgrade') lines.push(`${name}: ${value}`);
  }
  // Node reads headers as latin1.
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  // Node listens anew, also for this, which it did not stop listening for.
  socket.removeAllListeners('timeout');
  app.server.emit('connection', socket);
}
