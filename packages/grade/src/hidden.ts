// What is told of a hidden test. Whatever the program decides (output, exit code, signal, the time and memory it took)
// could carry the hidden input out, and whatever the checker says could carry the expected output.

import type { TestResult, TestVerdict } from '@cellblock/contract';

/** The result with all that could tell what a hidden test reads or expects left out; any other as it is. */
export function asToldOf(result: TestResult): TestResult {
  if (!result.hidden) return result;
  return { ...result, message: inWords[result.verdict], run: null, difference: null };
}

const inWords: Record<TestVerdict, string> = {
  accepted: 'Accepted',
  wrong_answer: 'Wrong answer',
  presentation_error: 'Wrong format',
  partial: 'Part of the points',
  exit_nonzero: 'The program ended with a status other than 0',
  signal: 'A signal ended the program',
  time_limit: 'Timeout',
  wall_limit: 'Timeout (wall clock)',
  memory_limit: 'Memory limit exceeded',
  output_limit: 'Output limit exceeded',
  forbidden_syscall: 'Disallowed system call',
  checker_failed: 'The checker failed',
  reference_failed: 'The reference solution failed',
  skipped: 'Not run',
};
