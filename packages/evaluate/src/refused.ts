// What is told of a program that compiled, and that the artifact gate refused.

import { type CompileResult, compileLimits } from '@cellblock/contract';
import type { CellReport } from '@cellblock/sandbox';
import { cutBytes } from './printable.js';

// The one refusal that honest programs meet, and the way out.
const stackRemedy =
  '; it comes from a nested function whose address is taken, or from assembly without .note.GNU-stack: ' +
  'use a plain function, and pass it what it needs';

/** The compilation of a program that the artifact gate refused: it compiled, and may not run. */
export function refused(result: CompileResult, { refusal }: CellReport): CompileResult {
  const reason = refusal ?? 'no reason given';
  const remedy = reason.includes('executable stack') ? stackRemedy : '';
  const explanation = `cellblock: the program was refused: ${reason}${remedy}\n`;
  const room = compileLimits.diagnosticsBytes - Buffer.byteLength(explanation);
  const { text, cut } = cutBytes(result.output, room);
  return { ...result, ok: false, output: text + explanation, truncated: result.truncated || cut };
}
