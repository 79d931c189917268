// Jobs: posted once, run whoever waits for them, and asked for later.

import type { JobEvent, JobRequestInput, JobStatus } from '@cellblock/contract';
import { CellblockError } from './error.js';
import { eventsIn } from './event-stream.js';
import type { CallOptions, PostOptions } from './options.js';
import { pause, waitAfter } from './retry.js';
import { isLast } from './streamed.js';
import { asItIs, jsonOf, piecesOf, type Request, type Transport, textOf } from './transport.js';

export type Jobs = {
  /** Posts a job; it is safe to retry, as it has an Idempotency-Key then. */
  post(request: JobRequestInput, options?: PostOptions): Promise<JobStatus>;
  /** How a job stands, with its result once there is one. */
  get(id: string, options?: CallOptions): Promise<JobStatus>;
  /** Resolves when the job has ended, however that was. */
  wait(id: string, options?: CallOptions): Promise<JobStatus>;
  /** Calls a job off, waiting or running. */
  cancel(id: string, options?: CallOptions): Promise<void>;
  /**
   * What has happened to a job and what happens to it, to its end. Where the connection is lost it is made again after
   * the last event that came, so none is lost and none comes twice; CellblockError after `losses` in a row, default 10.
   */
  events(id: string, options?: CallOptions & { losses?: number }): AsyncGenerator<JobEvent, void>;
  /** A grading that is done, as JUnit XML or CSV. */
  report(id: string, form: ReportForm, options?: CallOptions): Promise<string>;
};

export type ReportForm = 'junit' | 'csv';

/** The media type of a report. */
export const reportTypes: Record<ReportForm, string> = { junit: 'application/xml', csv: 'text/csv' };

const longestWait = '30s';
const defaultLosses = 10;

/** Jobs over `transport`. */
export function jobsOver(transport: Transport): Jobs {
  const ask = (request: Request) => transport.ask(request, jsonOf<JobStatus>);
  const get: Jobs['get'] = (id, { signal } = {}) => ask({ method: 'GET', path: pathOf(id), signal });
  return {
    get,
    post: (body, { signal, idempotencyKey } = {}) =>
      ask({ method: 'POST', path: '/jobs', body, signal, idempotency: { key: idempotencyKey } }),
    async wait(id, { signal } = {}) {
      for (;;) {
        const job = await ask({ method: 'GET', path: `${pathOf(id)}?wait=${longestWait}`, signal });
        if (job.endedAt !== null) return job;
      }
    },
    cancel: (id, { signal } = {}) =>
      transport.ask({ method: 'DELETE', path: pathOf(id), signal }, async () => {}),
    events: (id, options = {}) => following(transport, id, options),
    report: (id, form, { signal } = {}) =>
      transport.ask({ method: 'GET', path: pathOf(id), accept: reportTypes[form], signal }, textOf),
  };
}

const pathOf = (id: string) => `/jobs/${encodeURIComponent(id)}`;

async function* following(
  transport: Transport,
  id: string,
  { signal, losses = defaultLosses }: CallOptions & { losses?: number },
): AsyncGenerator<JobEvent, void> {
  let seen: string | null = null;
  let lost = 0;
  for (;;) {
    try {
      const headers: Record<string, string> = seen === null ? {} : { 'last-event-id': seen };
      const path = `${pathOf(id)}/events`;
      const request = { method: 'GET', path, accept: 'text/event-stream', headers, signal } as const;
      const response = await transport.ask(request, asItIs);
      for await (const { id: number, data } of eventsIn(piecesOf(response, signal))) {
        const event: JobEvent = JSON.parse(data);
        seen = number;
        lost = 0;
        yield event;
        if (isLast(event)) return;
      }
      // 204: whoever has seen the last event need not come again.
      if (response.status === 204) return;
      throw new CellblockError('cut_off', 'the events broke off before the end of the job');
    } catch (error) {
      const waitMs = waitAfter(error, Math.min(lost, 4));
      if (waitMs === null || lost >= losses) throw error;
      lost += 1;
      await pause(waitMs, signal);
    }
  }
}
