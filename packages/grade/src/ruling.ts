// From how a checker program or an interactor ended to what that says of the output: one table of exit codes, those of
// testlib. Whatever isn't in it is the checker's own failure.

import { gradingBounds, type TestVerdict } from '@cellblock/contract';
import { visible } from './visible.js';

/** What a checker program decided. `points` is null where the verdict alone says how many. */
export type Ruling = { verdict: TestVerdict; points: number | null; message: string };

type Row = { verdict: TestVerdict; inWords: string };

const rows: Record<number, Row> = {
  0: { verdict: 'accepted', inWords: 'Accepted' },
  1: { verdict: 'wrong_answer', inWords: 'Wrong answer' },
  2: { verdict: 'presentation_error', inWords: 'Wrong format' },
  // What testlib says of output that goes on after it should end, and of output that ends too soon.
  4: { verdict: 'presentation_error', inWords: 'Wrong format' },
  8: { verdict: 'wrong_answer', inWords: 'Wrong answer' },
};
const failedItself = 3;
const gavePoints = 7;

/** What the exit code means; `maximum` are the points of the test, `words` what was written to stderr. */
export function rulingOf(exitCode: number, words: Buffer, maximum: number): Ruling {
  if (exitCode === gavePoints) return partialRuling(words, maximum);
  const row = rows[exitCode];
  if (row !== undefined)
    return { verdict: row.verdict, points: null, message: withWords(row.inWords, words) };
  const reason = exitCode === failedItself ? 'it says that it failed' : `exit code ${exitCode} means nothing`;
  return failedRuling(reason, words);
}

/** That the checker itself failed. */
export function failedRuling(reason: string, words: Buffer): Ruling {
  return {
    verdict: 'checker_failed',
    points: null,
    message: withWords(`The checker failed: ${reason}`, words),
  };
}

function partialRuling(words: Buffer, maximum: number): Ruling {
  const text = words.toString('latin1').trimStart();
  const number = /^(?:points\s+)?(\d+(?:\.\d+)?)(?![\w.])/.exec(text)?.[1];
  if (number === undefined)
    return failedRuling('its exit code is 7 (points) and its stderr begins with no number', words);
  const points = Number(number);
  if (points > maximum) return failedRuling(`it gave ${points} of ${maximum} points`, words);
  const message = withWords(`${points} of ${maximum} points`, words);
  return { verdict: points === maximum ? 'accepted' : 'partial', points, message };
}

function withWords(message: string, words: Buffer): string {
  const trimmed = Buffer.from(words.toString('latin1').trim(), 'latin1');
  if (trimmed.length === 0) return message;
  const { text, isCut } = visible(trimmed, gradingBounds.shownCharacters.maximum);
  return `${message}: ${text}${isCut ? '…' : ''}`;
}
