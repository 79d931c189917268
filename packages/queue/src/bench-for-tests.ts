// What tests of the queue share: a submission, outcomes, and both sides of a queue under a prefix of its own.

import { randomUUID } from 'node:crypto';
import { type Chunk, type Outcome, Submission, type WorkerStatus } from '@cellblock/contract';
import { type Bench, type BenchOptions, openBench } from './bench.js';
import { openDoor } from './door.js';
import type { Door, DoorOptions } from './door-promises.js';
import type { RunJob } from './job.js';
import type { Evaluate } from './running.js';

/** A job whose program is `source`. */
export const jobOf = (source = 'int main(void) { return 0; }', more: object = {}): RunJob => ({
  id: randomUUID(),
  kind: 'run',
  submission: Submission.parse({ source, ...more }),
});

/** An outcome with this output and these scratch files. */
export function outcomeOf(id: string, chunks: Chunk[] = [], outputs: Buffer[] = []): Outcome {
  const run = {
    truncated: { stdout: false, stderr: false },
    exitCode: 0,
    signal: null,
    limit: null,
    forbiddenSyscall: null,
    crash: null,
    outputs: outputs.map((bytes, index) => ({ path: `file-${index}`, bytes: bytes.length })),
    usage: { cpuMs: 1, wallMs: 1.5, memoryBytes: 4096 },
  };
  return { head: { id, verdict: 'ok', message: 'Exited: status 0', compile: null, run }, chunks, outputs };
}

/** An outcome whose stdout is the program itself. */
export const echo = async ({ id, submission }: RunJob): Promise<Outcome> =>
  outcomeOf(id, [{ stream: 'stdout', bytes: Buffer.from(submission.source ?? '') }]);

export const statusOf = (id: string): WorkerStatus => ({
  id,
  ready: true,
  sandbox: { cgroup: 'none' },
  rootfs: '0123456789abcdef',
  compilers: { gcc: '12.2.0' },
  concurrency: 4,
  programs: 2,
});

/** A signal that never aborts. */
export const never = (): AbortSignal => new AbortController().signal;

/** A promise, and what settles it. */
export function signalled<T = void>(): { promise: Promise<T>; settle: (value: T) => void } {
  let settle: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

/** Evaluates the programs that tests submit. */
type EvaluateRun = (job: RunJob, ...rest: Tail<Parameters<Evaluate>>) => Promise<Outcome>;
type Tail<List extends unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never;

type WorkerOptions = Partial<Omit<BenchOptions, 'evaluate'>> & { evaluate?: EvaluateRun };

const onlyRuns =
  (evaluate: EvaluateRun): Evaluate =>
  async (job, ...rest) => {
    if (job.kind !== 'run') throw new Error(`nobody evaluates a job of kind ${job.kind} here`);
    return evaluate(job, ...rest);
  };

export type Side = {
  prefix: string;
  door: (options?: Partial<DoorOptions>) => Promise<Door>;
  bench: (options?: WorkerOptions) => Promise<Bench>;
  close: () => Promise<void>;
};

/** Doors and benches on one queue, to be closed together. */
export function sidesOf(redisUrl: string): Side {
  const prefix = `test-${randomUUID()}`;
  const opened: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(one: T): T => {
    opened.unshift(one);
    return one;
  };
  return {
    prefix,
    door: async (options = {}) =>
      keep(
        await openDoor({
          redisUrl,
          prefix,
          queueLimit: 1000,
          noWorkerWaitMs: 10_000,
          keepMs: 60_000,
          heldBytes: 2 ** 30,
          ...options,
        }),
      ),
    bench: async ({ evaluate = echo, ...options } = {}) => {
      const id = randomUUID();
      const defaults = { redisUrl, prefix, concurrency: 4, status: () => statusOf(id) };
      return keep(await openBench({ ...defaults, ...options, evaluate: onlyRuns(evaluate) }));
    },
    close: async () => {
      for (const one of opened) await one.close();
    },
  };
}
