// Whatever a client says in a session, it is never our own failure, and the session goes on or ends with a reason.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { it } from 'node:test';
import { SessionEvent } from '@cellblock/contract';
import { type Door, Job } from '@cellblock/queue';
import type { WebSocket } from '@fastify/websocket';
import fc from 'fast-check';
import { pino } from 'pino';
import { anonymous } from '../caller.js';
import { encoding, limits, mostly, seldom, submission, text } from '../routes/bodies-for-tests.js';
import { serveSession } from './session.js';

/** A connection whose client never goes away; what it was told, and why it was closed. */
class FakeSocket extends EventEmitter {
  readonly told: SessionEvent[] = [];
  closed: number | null = null;
  readonly #settled: () => void;
  constructor(settled: () => void) {
    super();
    this.#settled = settled;
  }
  send(message: string, done: () => void): void {
    this.told.push(SessionEvent.parse(JSON.parse(message)));
    done();
  }
  close(code: number): void {
    this.closed = code;
    this.emit('close');
    this.#settled();
  }
  terminate(): void {
    this.close(1006);
  }
  pause(): void {}
  resume(): void {
    this.#settled();
  }
  ping(): void {}
}

const typed: unknown[] = [];
const door = {
  post: async (job: Job) => Job.parse(job),
  cancel: async () => true,
  keyboard: () => ({ type: async (input: unknown) => void typed.push(input), forget: async () => {} }),
  async *events(_id: string, _after: unknown, signal: AbortSignal) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  },
} as unknown as Door;

const size = { columns: mostly(fc.integer({ min: 0, max: 65_536 })), rows: mostly(fc.nat(100)) };
const program = fc.record({ source: mostly(text), stdin: seldom(text), limits: seldom(limits) });
const start = fc.record(
  {
    type: mostly(fc.constant('start')),
    submission: mostly(fc.oneof(program, submission)),
    terminal: mostly(fc.record(size)),
  },
  { requiredKeys: ['type', 'submission'] },
);
const input = fc.oneof(
  fc.record({ type: fc.constant('stdin'), content: mostly(text), encoding: mostly(encoding) }),
  fc.record({ type: mostly(fc.constantFrom('end', 'signal', 'resize', 'start')) }),
  fc.record({ type: fc.constant('signal'), signal: mostly(fc.constantFrom('SIGINT', 'SIGSEGV')) }),
  fc.record({ type: fc.constant('resize'), ...size }),
);
const message = mostly(fc.oneof(start, input)).map((value) => Buffer.from(JSON.stringify(value) ?? ''));
const messages = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: message },
    { weight: 1, arbitrary: fc.uint8Array().map((bytes) => Buffer.from(bytes)) },
  ),
  { minLength: 1, maxLength: 6 },
);
const sayings = fc.tuple(
  start.map((value) => Buffer.from(JSON.stringify(value))),
  messages,
);

it('for any messages', async () => {
  let started = 0;
  await fc.assert(
    fc.asyncProperty(sayings, fc.boolean(), async ([first, others], isBinary) => {
      let settle = () => {};
      const settled = new Promise<void>((resolve) => {
        settle = resolve;
      });
      const socket = new FakeSocket(() => settle());
      serveSession(socket as unknown as WebSocket, {
        door,
        caller: anonymous,
        log: pino({ level: 'silent' }),
        closing: new AbortController().signal,
        stalledMs: 10_000,
        heartbeatMs: 10_000,
      });
      for (const each of [first, ...others]) socket.emit('message', each, isBinary && each !== first);
      await settled;
      const codes = socket.told.flatMap((event) => (event.type === 'error' ? [event.error.code] : []));
      assert.ok(
        codes.every((code) => ['bad_request', 'invalid_field', 'too_large'].includes(code)),
        codes.join(),
      );
      if (socket.told.some(({ type }) => type === 'accepted')) started += 1;
      if (socket.closed === null) socket.close(1000);
      else assert.ok([1008, 1009].includes(socket.closed), String(socket.closed));
    }),
    { numRuns: 1000 },
  );
  assert.ok(started > 5 && typed.length > 5, `${started} started, ${typed.length} typed`);
});
