// A job whose events go to whoever sent it, while it happens.

import type { Rank } from '@cellblock/contract';
import type { Door, Job } from '@cellblock/queue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../caller.js';
import { callOffOnAbort } from '../calling-off.js';
import { hangUpSignal } from '../exchange.js';
import { sendEvents } from './events.js';

type Options = {
  request: FastifyRequest;
  reply: FastifyReply;
  caller: Caller;
  job: Job;
  rank: Rank;
  heartbeatMs: number;
};

/** Posts the job and sends its events; who is cut off finds the rest at /jobs/:id/events. */
export async function streamJob(
  door: Door,
  { request, reply, caller, job, rank, heartbeatMs }: Options,
): Promise<FastifyReply> {
  const { id } = job;
  const signal = hangUpSignal(request, reply);
  await door.post(job, { owner: caller.owner, rank, isTied: true });
  callOffOnAbort({ door, id, signal, log: request.log }, 'submission cancelled');
  reply.header('cellblock-id', id);
  return sendEvents(reply, door.events(id, null, signal), {
    heartbeatMs,
    onEvent: (event) => {
      if (event.type === 'verdict') request.log.info({ id, verdict: event.result.verdict }, 'submission');
    },
  });
}
