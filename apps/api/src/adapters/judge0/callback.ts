// Tells who asked for it that a submission has ended, as Judge0 does: a PUT with the usual fields, in base64, unsigned,
// tried again only where it is not answered at all.

import type { EndedJob } from '@cellblock/queue';
import { type PostOptions, send } from '../../callbacks/post.js';
import { shown, usualFields } from './fields.js';
import { Note, runOutcome, toldOf } from './told.js';

export const callbackTries = 3;
export const callbackTimeoutS = 5;

/** Tells; rejects where nobody answered, and whatever is answered is fine. */
export async function tellJudge0(
  { job, outcome, callback, note }: EndedJob,
  options: PostOptions,
): Promise<void> {
  // Deleted meanwhile.
  if (note === null) return;
  const { signal } = new AbortController();
  const found = { job, outcome: runOutcome(outcome), note: Note.parse(JSON.parse(note)) };
  const body = JSON.stringify(shown(await toldOf(found, signal), usualFields, true));
  const headers = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'cellblock' };
  const posting = { method: 'PUT' as const, url: new URL(callback.url), headers, body };
  await send(posting, { timeoutMs: callbackTimeoutS * 1000, ...options });
}
