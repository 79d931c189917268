// The API over one door of each kind, and inputs played to it.

import { once } from 'node:events';
import { METHODS } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@cellblock/contract';
import {
  answered,
  type Bench,
  type BenchOptions,
  benchOf,
  outcomeOf,
  refusedOutcome,
} from '../door-for-tests.js';
import { doors, type Input, piecesOf } from './input.js';
import { faultOf } from './judge.js';
import { type Reply, repliesIn } from './replies.js';

/** No input may take longer, in milliseconds; nearly all of them take one or two. */
export const hangMs = 20_000;
// How long a client waits for what may never come, because what it sent was no whole request.
const patienceMs = 100;

const timeouts = { headersMs: 3_000, requestMs: 4_000, keepAliveMs: 2_000, stalledMs: 5_000, checkMs: 500 };

type Submit = NonNullable<BenchOptions['submit']>;
const refusing =
  (code: 'queue_full' | 'queue_unavailable' | 'no_worker' | 'worker_failed'): Submit =>
  async () => {
    throw new AppError(code);
  };

const submits: Record<Input['door'], Submit> = {
  text: answered(outcomeOf('text \u00e9\n')),
  binary: answered(outcomeOf(Buffer.from([0, 255, 10, 13]), { exitCode: null, signal: 'SIGSEGV' })),
  'not compiled': answered(refusedOutcome('main.c:1: error\n')),
  queue_full: refusing('queue_full'),
  queue_unavailable: refusing('queue_unavailable'),
  no_worker: refusing('no_worker'),
  worker_failed: refusing('worker_failed'),
  invalid_field: async () => {
    throw new AppError('invalid_field', { field: 'compiler.standard', message: 'is not known to it' });
  },
};
const failing = new Set<Input['door']>(['queue_unavailable', 'no_worker', 'worker_failed']);

export type Stage = {
  /** Plays an input; what was wrong with the answer, or null. */
  play(input: Input): Promise<string | null>;
  close(): Promise<void>;
};

type Place = Bench & { port: number; methods: Map<number, string[]> };

/** Builds the API and lets it listen. `spoil` may put another answer in a door's place. */
export async function openStage(spoil: Partial<typeof submits> = {}): Promise<Stage> {
  const places = new Map<Input['door'], Place>();
  for (const door of doors) {
    const bench = benchOf({ submit: spoil[door] ?? submits[door], timeouts });
    const methods: Place['methods'] = new Map();
    bench.app.server.on('request', ({ socket, method = '' }) => {
      methods.get(socket.remotePort ?? 0)?.push(method);
    });
    await bench.app.listen({ host: '127.0.0.1', port: 0 });
    places.set(door, { ...bench, port: portOf(bench.app.server.address()), methods });
  }
  return {
    async play(input) {
      const place = places.get(input.door);
      if (place === undefined) throw new Error(`there is no door ${input.door}`);
      const replies = input.road === 'inject' ? injected(place, input) : sent(place, input);
      const fault = await Promise.race([replies.then(({ find }) => find()), hanging()]);
      const complaint = failing.has(input.door) ? undefined : place.lines.find(({ level }) => level >= 50);
      place.jobs.length = 0;
      place.lines.length = 0;
      return fault ?? (complaint === undefined ? null : `an error was logged: ${JSON.stringify(complaint)}`);
    },
    close: async () => {
      for (const { app } of places.values()) await app.close();
    },
  };
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('the API listens on no port');
  return address.port;
}

async function hanging(): Promise<string> {
  await delay(hangMs, undefined, { ref: false });
  return `no answer within ${hangMs} ms`;
}

type Answers = { find(): string | null };

const firstFault = (replies: readonly Reply[], door: Input['door']) =>
  replies.map((reply) => faultOf(reply, door)).find((fault) => fault !== null) ?? null;

// What can't be said by injection is no input; over a socket it can be.
const unsayable = /^(ERR_INVALID_(URL|CHAR|HTTP_TOKEN|ARG_TYPE)|ERR_HTTP_INVALID_)/;

async function injected({ app }: Place, { requests, door }: Input): Promise<Answers> {
  const [request] = requests;
  if (!request?.target || !METHODS.includes(request.method)) return { find: () => null };
  const { method, target, headers, body } = request;
  const given = headers.filter(([name, value]) => name !== '' && value !== 'auto');
  try {
    const {
      statusCode,
      headers: got,
      rawPayload,
    } = await app.inject({
      // Any text; the type knows only those that everybody uses.
      method: method as 'GET',
      url: target,
      headers: Object.fromEntries(given),
      payload: Buffer.from(body, 'latin1'),
    });
    const pairs = Object.entries(got).map(([name, value]) => [name, String(value)] as const);
    const reply: Reply = { status: statusCode, headers: new Map(pairs), body: rawPayload };
    return { find: () => (method === 'HEAD' ? null : faultOf(reply, door)) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { find: () => (unsayable.test(code) ? null : `injection: ${String(error)} ${code}`) };
  }
}

async function sent(place: Place, input: Input): Promise<Answers> {
  const socket = connect({ port: place.port, host: '127.0.0.1' });
  const closed = once(socket, 'close').catch(() => undefined);
  socket.on('error', () => undefined); // the server may close while we still write
  await Promise.race([once(socket, 'connect'), closed]);
  const port = socket.localPort ?? 0;
  const methods: string[] = [];
  place.methods.set(port, methods);
  const chunks: Buffer[] = [];
  const wanted = input.requests.length;
  const isAnswered = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (countIn(chunks, methods) >= wanted) resolve();
    });
  });
  await write(socket, piecesOf(input));
  if (input.road === 'gone') socket.destroy();
  else if (input.road === 'half closed') socket.end();
  const isClosed = await Promise.race([
    closed.then(() => input.road === 'answered'),
    Promise.race([isAnswered, delay(patienceMs)]).then(() => false),
  ]);
  socket.end();
  await closed;
  place.methods.delete(port);
  return {
    find: () => {
      try {
        return firstFault(repliesIn(Buffer.concat(chunks), methods, !isClosed), input.door);
      } catch (error) {
        return String(error);
      }
    },
  };
}

function countIn(chunks: readonly Buffer[], methods: readonly string[]): number {
  try {
    return repliesIn(Buffer.concat(chunks), methods, true).length;
  } catch {
    return Number.POSITIVE_INFINITY; // what is wrong is said when all is there
  }
}

async function write(socket: Socket, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    socket.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
