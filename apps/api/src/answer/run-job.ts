// A job that its client waits for.

import type { Outcome } from '@cellblock/contract';
import type { Door, RunJob } from '@cellblock/queue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../caller.js';
import { hangUpSignal } from '../exchange.js';

export type Exchange = { request: FastifyRequest; reply: FastifyReply; caller: Caller; job: RunJob };

/** What became of the job, in one line of the log too; null where the client hung up, and the job was called off. */
export async function runJob(door: Door, { request, reply, caller, job }: Exchange): Promise<Outcome | null> {
  const started = performance.now();
  const signal = hangUpSignal(request, reply);
  const outcome = await door.submit(job, signal, caller).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    return null;
  });
  if (outcome === null) {
    request.log.info({ id: job.id }, 'submission cancelled');
  } else {
    const ms = performance.now() - started;
    // The answer goes first.
    setImmediate(() => request.log.info(summary(outcome, ms), 'submission'));
  }
  return outcome;
}

function summary({ head, chunks, outputs }: Outcome, ms: number) {
  const bytes = [...chunks.map((chunk) => chunk.bytes), ...outputs].reduce(
    (sum, each) => sum + each.length,
    0,
  );
  return { id: head.id, verdict: head.verdict, ms: Math.round(ms), bytes };
}
