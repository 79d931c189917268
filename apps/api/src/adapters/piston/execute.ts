// POST /execute: files in, what became of compiling and running them out.

import { randomUUID } from 'node:crypto';
import { resultOf } from '@cellblock/contract';
import type { Door } from '@cellblock/queue';
import { runJob } from '../../answer/run-job.js';
import { callerOf } from '../../caller.js';
import { submissionBodyBytes } from '../../plugins/bodies.js';
import type { App } from '../../server.js';
import { orderOf } from './request.js';
import { pistonRoute } from './route.js';
import { recentRuntimes } from './runtimes.js';
import { answerOf } from './stages.js';

/** Adds POST /execute, which submits through `door`. */
export function addExecute(scope: App, base: string, { door }: { door: Door }): void {
  scope.route({
    method: 'POST',
    url: `${base}/execute`,
    bodyLimit: submissionBodyBytes,
    config: pistonRoute,
    handler: async (request, reply) => {
      const caller = callerOf(request);
      const { runtime, submission } = orderOf(request.body, await recentRuntimes(door), caller);
      const job = { id: randomUUID(), kind: 'run', submission } as const;
      const outcome = await runJob(door, { request, reply, caller, job });
      return outcome === null ? reply.hijack() : answerOf(runtime, resultOf(outcome));
    },
  });
}
