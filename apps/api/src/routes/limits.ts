// GET /limits: every default, minimum and maximum, from the table that submissions are checked against.

import {
  batchBounds,
  compileLimits,
  gradingBounds,
  LimitsReply,
  pasteBounds,
  runLimits,
  sessionBounds,
  submissionBounds,
  toolBounds,
} from '@cellblock/contract';
import type { App } from '../server.js';

const about = { summary: 'Every default, minimum and maximum', tag: 'Service' } as const;

/** Adds GET /limits. */
export function addLimits(app: App): void {
  app.get(
    '/limits',
    { config: { access: 'public', about }, schema: { response: { 200: LimitsReply } } },
    async () => ({
      run: runLimits,
      submission: submissionBounds,
      grading: gradingBounds,
      batch: batchBounds,
      session: sessionBounds,
      paste: pasteBounds,
      tools: toolBounds,
      compile: compileLimits,
    }),
  );
}
