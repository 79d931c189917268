// When a fork server's answer isn't taken: its copies are bounded by rlimits instead of a memory group, and each is the
// first process of its namespace, which the kernel spares some signals. So a tool that ran out of memory, whose output
// grew too large or that nobody reads any more ends there like any other failure. Such an answer is asked for again, of
// the tool itself.

import { compileLimits } from '@cellblock/contract';
import type { CellReport } from '@cellblock/sandbox';

const ranOut = /memory|cannot allocate|too large/i;

/**
 * Whether the report of a copy may hide that a limit was met. A hint only: the verdict is the second run's. Failures of
 * cc1 are common and dear, so they are doubted with reason; those of the other tools always are.
 */
export function isDoubtful(report: CellReport, tool: string): boolean {
  if (report.cause === 'cpu' || report.cause === 'wall' || report.cause === 'output') return false;
  if (report.cause !== 'exit') return true;
  if (report.exitCode === 0) return false;
  if (!tool.endsWith('/cc1')) return true;
  const said = report.chunks.map(({ bytes }) => bytes.toString('latin1')).join('');
  // It says nothing where nobody reads its assembly any more: what the assembler says then is what counts.
  return said === '' || report.usage.memoryBytes > compileLimits.memoryBytes / 4 || ranOut.test(said);
}
