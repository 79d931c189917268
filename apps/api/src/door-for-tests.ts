// A door that a test answers for, and the API over it.

import { randomUUID } from 'node:crypto';
import type { GradeOutcome, Outcome } from '@cellblock/contract';
import {
  type Admission,
  type Door,
  type Entrance,
  encodeOutcome,
  type GradeJob,
  type Job,
  outcomeOfKind,
  type Pastes,
  type QueueStatus,
  type RunJob,
  type Visitor,
} from '@cellblock/queue';
import type { AdapterName } from '@cellblock/runtime';
import { pino } from 'pino';
import { buildApp } from './app.js';
import type { App, Timeouts } from './server.js';

/** A line of the log, as far as tests look at it. */
export type Line = {
  level: number;
  msg: string;
  key?: string;
  address?: string;
  id?: string;
  verdict?: string;
  ms?: number;
  bytes?: number;
};

const held = { bytes: 0, maximumBytes: 1 };

type Submit = (job: RunJob, signal: AbortSignal) => Promise<Outcome>;

export type Bench = { app: App; jobs: RunJob[]; lines: Line[] };

export type BenchOptions = {
  submit?: Submit;
  grade?: (job: GradeJob, signal: AbortSignal) => Promise<GradeOutcome>;
  status?: Partial<QueueStatus>;
  timeouts?: Timeouts;
  needsKey?: boolean;
  isOpen?: boolean;
  readRatePerMinute?: number;
  corsOrigins?: string[];
  adapters?: AdapterName[];
  /** Who is let in; everybody else's key is not known. */
  admit?: (visitor: Visitor, isCounted: boolean) => Admission | Promise<Admission>;
  /** What the door does besides; without it there are no posted jobs, and none can be posted. */
  posted?: Partial<Omit<Door, 'submit' | 'status'>>;
  /** What the paste store does; without it there are no pastes, and none can be kept. */
  pastes?: Partial<Pastes>;
  isListing?: boolean;
  reserve?: Entrance['reserve'];
  observe?: Entrance['observe'];
  shelf?: Entrance['shelf'];
};

/** An API whose jobs `submit` answers; `jobs` are those it was handed, `lines` what was logged. */
export function benchOf({
  submit = answered(outcomeOf('')),
  grade = () => Promise.reject(new Error('nothing is graded here')),
  status = {},
  timeouts,
  needsKey = false,
  isOpen = false,
  readRatePerMinute = 90,
  corsOrigins = [],
  adapters = [],
  admit = () => ({ kind: 'unknown' }),
  posted = {},
  pastes = {},
  isListing = false,
  reserve = async () => ({ kind: 'first', id: randomUUID(), keep: async () => {}, giveUp: () => {} }),
  shelf = emptyShelf(),
  observe = async () => ({
    waiting: { interactive: 0, grading: 0, regrading: 0 },
    active: 0,
    oldestMs: 0,
    workers: [],
  }),
}: BenchOptions = {}): Bench {
  const jobs: RunJob[] = [];
  const lines: Line[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const door: Door = {
    submit: async (job, signal) => {
      const one: Job = job;
      if (one.kind === 'run') jobs.push(one);
      const outcome = await (one.kind === 'run' ? submit(one, signal) : grade(one, signal));
      return outcomeOfKind<(typeof job)['kind']>(job.kind, encodeOutcome(outcome));
    },
    status: async () => ({
      reachable: true,
      lack: null,
      waiting: 0,
      active: 0,
      held,
      workers: [],
      ...status,
    }),
    close: async () => {},
    post: () => Promise.reject(new Error('nothing is posted here')),
    postAndWait: () => Promise.reject(new Error('nothing is posted here')),
    find: async () => null,
    outcome: async () => null,
    wait: async () => null,
    note: async () => null,
    noted: async () => [],
    forget: async () => {},
    cancel: async () => false,
    async *events() {},
    keyboard: () => ({ type: async () => {}, forget: async () => {} }),
    ...posted,
  };
  const entrance: Entrance = {
    admit: async (visitor, isCounted) => admit(visitor, isCounted),
    reserve,
    shelf,
    observe,
    close: () => {},
  };
  const store: Pastes = {
    add: () => Promise.reject(new Error('no paste is kept here')),
    record: async (_id, result) => result,
    find: async () => null,
    isSecretOf: async () => null,
    remove: async () => false,
    recent: async () => [],
    status: async () => ({ pastes: 0, bytes: 0, mostBytes: 0 }),
    async *records() {},
    restore: async () => false,
    close: () => {},
    ...pastes,
  };
  const access = { entrance, needsKey, isOpen, openRatePerMinute: 60, readRatePerMinute };
  const app = buildApp({
    ...{ door, pastes: store, access, corsOrigins, adapters, isListing, log },
    ...(timeouts === undefined ? {} : { timeouts }),
  });
  return { app, jobs, lines };
}

/** A shelf without bounds. */
function emptyShelf(): Entrance['shelf'] {
  const files = new Map<string, Buffer>();
  const nameOf = (owner: string, id: string) => JSON.stringify([owner, id]);
  return {
    put: async (owner, id, content) => void files.set(nameOf(owner, id), content),
    has: async (owner, id) => files.has(nameOf(owner, id)),
    find: async (owner, ids) => ids.map((id) => files.get(nameOf(owner, id)) ?? null),
  };
}

/** Answers every job with this outcome under the job's own id. */
export const answered =
  (outcome: Outcome): Submit =>
  async ({ id }) => ({ ...outcome, head: { ...outcome.head, id } });

const usage = { cpuMs: 1.5, wallMs: 2, memoryBytes: 4096 };

const compiled: NonNullable<Outcome['head']['compile']> = {
  ok: true,
  exitCode: 0,
  output: '',
  truncated: false,
  diagnostics: [],
  limit: null,
  cached: false,
  usage,
};

type Run = NonNullable<Outcome['head']['run']>;

/** A program that wrote `stdout` and exited with 0, or as `run` says. */
export function outcomeOf(stdout: string | Buffer, run: Partial<Run> = {}): Outcome {
  return {
    head: {
      id: '',
      verdict: 'ok',
      message: 'Exited: status 0',
      compile: compiled,
      run: {
        truncated: { stdout: false, stderr: false },
        exitCode: 0,
        signal: null,
        limit: null,
        forbiddenSyscall: null,
        crash: null,
        outputs: [],
        usage,
        ...run,
      },
    },
    chunks: [{ stream: 'stdout', bytes: Buffer.from(stdout) }],
    outputs: [],
  };
}

/** A program that did not compile, with these diagnostics. */
export function refusedOutcome(output: string): Outcome {
  const compile = { ...compiled, ok: false, exitCode: 1, output };
  return {
    head: { id: '', verdict: 'compile_error', message: 'Compilation failed', compile, run: null },
    chunks: [],
    outputs: [],
  };
}
