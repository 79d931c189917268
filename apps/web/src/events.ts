// What happens to a run, as the service tells it: POST /run as a stream of events.

import type { JobEvent, SubmissionInput } from '@cellblock/contract';
import { ask } from './key.js';
import { createParser } from './parser.js';
import { refusalText } from './texts.js';

/** A request that was refused; its message is for a person, in the page's language as far as there are words for it. */
export class Refused extends Error {
  /** The file that is to blame; null for none. */
  readonly file: string | null;

  constructor(message: string, file: string | null) {
    super(message);
    this.file = file;
  }
}

/** Runs a program; its events as they come. Aborting calls the run off. Refused where it is not let in. */
export async function* eventsOf(submission: SubmissionInput, signal: AbortSignal): AsyncGenerator<JobEvent> {
  const response = await ask('/run', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(submission),
    signal,
  });
  if (!response.ok || response.body === null) throw await refusalOf(response, submission);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parse = createParser();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield* parse(value);
  }
}

/** Why a request with this submission was refused, as the service said, but with files by their names. */
export async function refusalOf(
  response: Response,
  submission: Partial<SubmissionInput> = {},
): Promise<Refused> {
  const body: { error?: { code?: string; message?: string; field?: string } } = await response
    .json()
    .catch(() => ({}));
  const { code = '', message = `HTTP ${response.status}`, field = '' } = body.error ?? {};
  const [, list, index] = /\b(files|inputs)\[(\d+)\]\.\w+$/.exec(field) ?? [];
  const sent = list === 'files' ? submission.files : list === 'inputs' ? submission.inputs : undefined;
  const file = sent?.[Number(index)]?.path ?? null;
  const named = file === null ? message : message.replace(field, () => `“${file}”`);
  return new Refused(refusalText(code, named, response.headers.get('retry-after')), file);
}
