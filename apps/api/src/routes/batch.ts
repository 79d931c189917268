// POST /batch: up to 500 programs in, what became of each out, in their order, as they are done.

import { BatchEntry, BatchRequest, ErrorReply } from '@cellblock/contract';
import type { Door } from '@cellblock/queue';
import { z } from 'zod';
import { preferredForm, varyByAccept } from '../answer/accept.js';
import { answersTo, sendBatch } from '../answer/batch.js';
import { batchTokens } from '../body/batch.js';
import { refuseSource } from '../body/submission.js';
import { callerOf, rankFor } from '../caller.js';
import type { About } from '../description/about.js';
import { batchAnswerExample, batchExamples } from '../description/grade-examples.js';
import { hangUpSignal } from '../exchange.js';
import { submissionBodyBytes } from '../plugins/bodies.js';
import type { App } from '../server.js';

const about: About = {
  summary: 'Runs many programs',
  description:
    'Answered in order, each as soon as it and those before it are done. A submission that is wrong, or that could not be run, has an error in its place.',
  tag: 'Grading',
  examples: batchExamples,
  answers: { 200: batchAnswerExample },
  gives: { 'application/x-ndjson': 'A BatchEntry a line.' },
};

/** Adds POST /batch, which submits through `door`. */
export function addBatch(app: App, door: Door): void {
  app.route({
    method: 'POST',
    url: '/batch',
    bodyLimit: submissionBodyBytes,
    config: { about, bodyTokens: batchTokens },
    schema: { body: BatchRequest, response: { 200: z.array(BatchEntry), default: ErrorReply } },
    preValidation: refuseSource,
    handler: async (request, reply) => {
      const caller = callerOf(request);
      const { submissions, priority } = request.body;
      const rank = rankFor(caller, priority, 'grading');
      const form = preferredForm(request.headers.accept, 'json', ['ndjson']);
      const signal = hangUpSignal(request, reply);
      const log = (error: unknown) => request.log.error({ err: error }, 'a submission of a batch failed');
      request.log.info({ submissions: submissions.length }, 'batch');
      const answers = answersTo(submissions, { door, caller, rank, signal, log });
      varyByAccept(reply).header('cache-control', 'no-store');
      return sendBatch(form, reply, answers);
    },
  });
}
