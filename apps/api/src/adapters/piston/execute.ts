// POST /execute: files in, what became of compiling and running them out.

import { randomUUID } from 'node:crypto';
import { resultOf } from '@cellblock/contract';
import type { Door } from '@cellblock/queue';
import { callerOf } from '../../caller.js';
import { hangUpSignal } from '../../exchange.js';
import { submissionBodyBytes } from '../../plugins/bodies.js';
import type { App } from '../../server.js';
import { orderOf } from './request.js';
import { pistonRoute } from './route.js';
import { runtimesOf } from './runtimes.js';
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
      const { runtime, submission } = orderOf(request.body, await runtimesOf(door), caller);
      const signal = hangUpSignal(request, reply);
      const id = randomUUID();
      const outcome = await door
        .submit({ id, kind: 'run', submission }, signal, caller)
        .catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
      if (outcome === undefined) return reply.hijack();
      request.log.info({ id, verdict: outcome.head.verdict }, 'submission');
      return answerOf(runtime, resultOf(outcome));
    },
  });
}
