// POST /run as a client does, with the answer checked against the contract.

import assert from 'node:assert/strict';
import { ErrorReply, Result, type SubmissionInput } from '@cellblock/contract';

/** Sends a JSON body that may be anything. */
export function postJson(url: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(`${url}/run`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The result of a submission; an answer other than 200 is an AssertionError with its text. */
export async function run(url: string, submission: SubmissionInput, signal?: AbortSignal): Promise<Result> {
  const response = await postJson(url, submission, signal);
  const text = await response.text();
  assert.equal(response.status, 200, text.slice(0, 1000));
  return Result.parse(JSON.parse(text));
}

/** The error that a request is refused with, its status first. */
export async function refusal(response: Response): Promise<{ status: number } & ErrorReply['error']> {
  const text = await response.text();
  assert.ok(response.status >= 400, `not refused: ${text.slice(0, 500)}`);
  return { status: response.status, ...ErrorReply.parse(JSON.parse(text)).error };
}
