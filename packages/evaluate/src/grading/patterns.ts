// The checker `regex`, in a thread of its own: to read a pattern may take a tenth of a second, to match it most of one,
// and neither can be left in the middle. Meanwhile nobody's job would get on here, and the queue would give up on us.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AppError } from '@cellblock/contract';
import type { Comparison } from '@cellblock/grade';

/** What the thread is asked: whether a pattern can be taken, and whether an output matches one. */
export type Question =
  | { kind: 'read'; pattern: string; field: string }
  | { kind: 'match'; pattern: Uint8Array; output: Uint8Array };

/** What it says. `refused` is why a pattern can't be taken, null where it can. */
export type Answer = { kind: 'read'; refused: string | null } | { kind: 'match'; comparison: Comparison };

// Far more than a pattern of the largest size takes.
const resourceLimits = { maxOldGenerationSizeMb: 256 };

let thread: Worker | null = null;
/** Settles when the thread has answered all that it was asked. */
let turn: Promise<unknown> = Promise.resolve();

/** Rejects with AppError invalid_field, naming the field, where the text is no pattern that can be matched here. */
export async function readPattern(pattern: string, field: string, signal: AbortSignal): Promise<void> {
  const answer = await ask({ kind: 'read', pattern, field }, signal);
  if (answer.kind !== 'read') throw outOfTurn;
  if (answer.refused !== null) throw new AppError('invalid_field', { field, message: answer.refused });
}

/** Holds an output against a pattern that was read before. */
export async function matchPattern(
  pattern: Buffer,
  output: Buffer,
  signal: AbortSignal,
): Promise<Comparison> {
  const answer = await ask({ kind: 'match', pattern, output }, signal);
  if (answer.kind !== 'match') throw outOfTurn;
  return answer.comparison;
}

/** The answer, after those to all who have asked before. Rejects with the signal's reason once that fired. */
function ask(question: Question, signal: AbortSignal): Promise<Answer> {
  const answered = turn.then(() => {
    signal.throwIfAborted();
    return answerTo(question);
  });
  turn = answered.catch(() => {});
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave);
    answered.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

async function answerTo(question: Question): Promise<Answer> {
  thread ??= new Worker(new URL('./pattern-thread.js', import.meta.url), { resourceLimits });
  const asked = thread;
  // It waits for questions for ever, and nobody waits for it but who has asked.
  asked.ref();
  asked.postMessage(question);
  try {
    const [answer]: Answer[] = await once(asked, 'message');
    if (answer === undefined) throw outOfTurn;
    return answer;
  } catch (error) {
    thread = null;
    throw error;
  } finally {
    asked.unref();
  }
}

const outOfTurn = new Error('an answer to another question');
