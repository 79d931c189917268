// GET /jobs/:id/events: what happens to a posted job, as server-sent events, from its beginning or from where a client
// was cut off.

import { AppError, ErrorReply } from '@cellblock/contract';
import { type Door, isEventNumber, lastNumber } from '@cellblock/queue';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sendEvents } from '../answer/events.js';
import type { About } from '../description/about.js';
import { hangUpSignal } from '../exchange.js';
import type { App } from '../server.js';
import { foundJob, JobParams } from './job.js';

const about: About = {
  summary: 'What happens to a job, while it happens',
  description:
    'Server-sent events, each of which is a JobEvent; whoever comes again with Last-Event-ID loses none. 204 when there is nothing more to come.',
  tag: 'Jobs',
  gives: { 'text/event-stream': 'The events.' },
  reads: { 'last-event-id': 'The id of the last event that was seen: those after it are told.' },
};

type Options = { door: Door; closing: AbortSignal; heartbeatMs: number };

/** Adds GET /jobs/:id/events. Other callers' jobs are not there. */
export function addJobEvents(app: App, { door, closing, heartbeatMs }: Options): void {
  app.route({
    method: 'GET',
    url: '/jobs/:id/events',
    // Behind the answer to a HEAD fastify would read on to the end of the job, which nobody hears and nobody can end.
    exposeHeadRoute: false,
    config: { about },
    schema: {
      params: JobParams,
      response: { 200: z.string(), 204: z.null(), default: ErrorReply },
    },
    handler: async (request, reply) => {
      const after = lastSeen(request);
      const { id } = await foundJob(door, request);
      // 204 tells an EventSource that it need not come back.
      if (after === lastNumber) return reply.code(204).send(null);
      const signal = hangUpSignal(request, reply, closing);
      return sendEvents(reply, door.events(id, after, signal), { heartbeatMs });
    },
  });
}

function lastSeen({ headers }: FastifyRequest): string | null {
  const given = headers['last-event-id'];
  if (given === undefined) return null;
  if (typeof given === 'string' && (given === lastNumber || isEventNumber(given))) return given;
  throw new AppError('invalid_field', {
    field: 'last-event-id',
    message: 'the header last-event-id must be the id of an event of this job, as it was sent',
  });
}
