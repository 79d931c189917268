// HTTP by hand, for requests that no client library would send.

import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A piece to send, or how many milliseconds to wait before the next. */
export type Piece = string | Buffer | number;

/**
 * Everything that comes back for these pieces, until the server closes, is quiet for `quietMs` after the last, or
 * `isWhole` says that it is enough.
 */
export async function exchange(
  url: string,
  pieces: readonly Piece[],
  quietMs = 500,
  isWhole: (text: string) => boolean = () => false,
): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const received: Buffer[] = [];
  let lastMs = performance.now();
  let isOpen = true;
  socket.on('data', (bytes) => {
    received.push(bytes);
    lastMs = performance.now();
  });
  socket.on('error', () => undefined); // a server may reset a connection that it has refused
  socket.on('close', () => {
    isOpen = false;
  });
  for (const piece of pieces) {
    if (!isOpen) break;
    if (typeof piece === 'number') await delay(piece);
    else await new Promise((resolve) => socket.write(piece, resolve));
    lastMs = performance.now();
  }
  const text = () => Buffer.concat(received).toString('latin1');
  while (isOpen && !isWhole(text()) && (received.length === 0 || performance.now() - lastMs < quietMs))
    await delay(20);
  socket.destroy();
  return text();
}

/** The head of a POST /run with more headers. */
export function headOf(headers: Record<string, string | number>, path = '/run', method = 'POST'): string {
  const lines = Object.entries({ host: 'localhost', 'content-type': 'application/json', ...headers });
  return `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

/** A whole POST /run. */
export function postOf(body: string | Buffer, headers: Record<string, string | number> = {}): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(headOf({ 'content-length': bytes.length, ...headers })), bytes]);
}

/** The statuses of all answers in a text, in order. */
export function statusesIn(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
}
