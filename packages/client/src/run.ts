// One program: run to its end, or told of while it runs.

import type { BatchEntry, BatchRequest, JobEvent, Rank, Result, SubmissionInput } from '@cellblock/contract';
import { CellblockError } from './error.js';
import { linesIn } from './event-stream.js';
import type { CallOptions, PostOptions } from './options.js';
import { streamed } from './streamed.js';
import { asItIs, jsonOf, piecesOf, type Transport } from './transport.js';

export type Running = {
  /** What became of a program. */
  run(submission: SubmissionInput, options?: PostOptions): Promise<Result>;
  /**
   * What happens to a program while it happens, `verdict`, `error` or `cancelled` last. Whoever stops reading calls it
   * off. A connection that is lost takes the program with it (CellblockError cut_off): `jobs` has what outlasts that.
   */
  runStream(submission: SubmissionInput, options?: CallOptions): AsyncGenerator<JobEvent, void>;
  /** The answer to each of up to 500 programs, in their order, as they are done. Whoever stops reading calls the rest off. */
  batch(
    submissions: SubmissionInput[],
    options?: CallOptions & { priority?: Rank },
  ): AsyncGenerator<BatchEntry, void>;
};

/** Runs programs over `transport`. */
export function runningOver(transport: Transport): Running {
  const post = { method: 'POST' } as const;
  return {
    run: (body, { signal, idempotencyKey } = {}) =>
      transport.ask(
        { ...post, path: '/run', body, signal, idempotency: { key: idempotencyKey } },
        jsonOf<Result>,
      ),
    runStream: (body, { signal } = {}) => streamed(transport, { ...post, path: '/run', body, signal }),
    batch: async function* (submissions, { signal, priority } = {}) {
      const body: BatchRequest = { submissions, ...(priority === undefined ? {} : { priority }) };
      const accept = 'application/x-ndjson';
      const response = await transport.ask({ ...post, path: '/batch', body, accept, signal }, asItIs);
      let answered = 0;
      for await (const line of linesIn(piecesOf(response, signal))) {
        const entry: BatchEntry = JSON.parse(line);
        answered += 1;
        yield entry;
      }
      if (answered < submissions.length) {
        throw new CellblockError('cut_off', `the batch broke off after ${answered} of ${submissions.length}`);
      }
    },
  };
}
