// The thread in which patterns are read and matched; see patterns.ts.

import { parentPort } from 'node:worker_threads';
import { AppError } from '@cellblock/contract';
import { matchPattern, refusePattern } from '@cellblock/grade';
import type { Answer, Question } from './patterns.js';

parentPort?.on('message', (question: Question) => parentPort?.postMessage(answerTo(question)));

function answerTo(question: Question): Answer {
  if (question.kind === 'read') return { kind: 'read', refused: refusalOf(question) };
  return {
    kind: 'match',
    comparison: matchPattern(Buffer.from(question.pattern), Buffer.from(question.output)),
  };
}

function refusalOf({ pattern, field }: Question & { kind: 'read' }): string | null {
  try {
    refusePattern(pattern, field);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}
