// The API over a real queue: a Redis of its own, a door, and workers that do as a test says.

import { after, before } from 'node:test';
import type { Emit, Outcome } from '@cellblock/contract';
import {
  type Admission,
  type Bench,
  type Door,
  type Entrance,
  openBench,
  openDoor,
  openPastes,
  type Pastes,
  type RunJob,
  type Visitor,
} from '@cellblock/queue';
import { type RedisForTests, startRedis } from '@cellblock/queue/redis-for-tests';
import { pino } from 'pino';
import { buildApp } from './app.js';
import { type App, defaultTimeouts, type Timeouts } from './server.js';

export type Work = (job: RunJob, signal: AbortSignal, emit: Emit | null) => Promise<Outcome>;

export type QueueForTests = {
  redis: RedisForTests;
  door: Door;
  pastes: Pastes;
  app: App;
  url: string;
  /** Everything that was logged. */
  log: () => string;
  /** Starts a worker; it is closed with the rest. */
  work: (evaluate: Work) => Promise<Bench>;
};

type Options = {
  keepMs?: number;
  queueLimit?: number;
  noWorkerWaitMs?: number;
  pasteBytes?: number;
  timeouts?: Partial<Timeouts>;
};

/** Starts it all before the tests of a file, and closes it after them. */
export function queueForTests({
  keepMs = 60_000,
  queueLimit = 1000,
  noWorkerWaitMs = 20_000,
  pasteBytes = 64 * 1024 * 1024,
  timeouts = {},
}: Options = {}) {
  let started: QueueForTests | undefined;
  const opened: { close(): Promise<void> }[] = [];
  before(async () => {
    const redis = await startRedis();
    const shared = { redisUrl: redis.url, prefix: 'api-test' };
    const limits = { queueLimit, noWorkerWaitMs, keepMs, heldBytes: 2 ** 30 };
    const door = await openDoor({ ...shared, ...limits });
    const pastes = openPastes({ ...shared, mostBytes: pasteBytes });
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const refusal = () => Promise.reject(new Error('nobody keeps files here'));
    const entrance: Entrance = {
      admit: async (visitor) => admitted(visitor),
      reserve: () => Promise.reject(new Error('no request here has an Idempotency-Key')),
      shelf: { put: refusal, has: refusal, find: refusal },
      observe: () => Promise.reject(new Error('nobody looks at the queue here')),
      close: () => {},
    };
    const access = { entrance, needsKey: false, openRatePerMinute: 0, readRatePerMinute: 0 };
    const app = buildApp({
      door,
      pastes,
      access,
      isListing: true,
      log,
      timeouts: { ...defaultTimeouts, ...timeouts },
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const work = async (evaluate: Work) => {
      const bench = await openBench({
        ...shared,
        concurrency: 4,
        status: () => status,
        evaluate: async (job, signal, emit) => {
          if (job.kind !== 'run') throw new Error('nothing is graded here');
          return evaluate(job, signal, emit);
        },
      });
      opened.unshift(bench);
      return bench;
    };
    opened.push(app, door, { close: async () => pastes.close() }, redis);
    started = { redis, door, pastes, app, url, log: () => lines.join(''), work };
  });
  after(async () => {
    for (const one of opened) await one.close();
  });
  return (): QueueForTests => {
    if (started === undefined) throw new Error('not started yet');
    return started;
  };
}

const status = {
  id: 'worker',
  ready: true,
  sandbox: { cgroup: 'none' },
  rootfs: '0123456789abcdef',
  compilers: { gcc: '12.2.0' },
  concurrency: 4,
  programs: 2,
};

/** Headers with a key of its own for each name. */
export const as = (name: string) => ({ 'x-api-key': `cb_${name.padEnd(43, '0')}` });

/** Every key is let in; one whose name begins with `grader` is a grader's. */
export function admitted(visitor: Visitor): Admission {
  const key = 'key' in visitor ? visitor.key : '';
  const rank = key.startsWith('cb_grader') ? 'grading' : 'interactive';
  const grant = {
    name: key,
    id: key.slice(3, 19),
    rank,
    ratePerMinute: 1000,
    concurrency: 1000,
    programs: 2,
    limits: {},
    isOperator: false,
    expiresAt: null,
    createdAt: '2026-01-01T00:00:00.000Z',
  } as const;
  return { kind: 'in', grant, rate: { perMinute: 1000, remaining: 999, fullInMs: 60 }, leave: () => {} };
}
