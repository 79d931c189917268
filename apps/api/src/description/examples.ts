// Submissions to try, and what comes of one.

import type { JobStatus, Result, SubmissionInput } from '@cellblock/contract';

const sum =
  '#include <stdio.h>\nint main(void) { int a, b; scanf("%d %d", &a, &b); printf("%d\\n", a + b); }';

export const runExamples: Record<string, SubmissionInput> = {
  'A sum': { source: sum, stdin: '2 3' },
  'A loop without end': { source: 'int main(void) { for (;;); }', limits: { cpuMs: 200 } },
  'Two files, C11, all warnings': {
    files: [
      { path: 'main.c', content: '#include "answer.h"\nint main(void) { return answer(); }' },
      { path: 'answer.c', content: '#include "answer.h"\nint answer(void) { return 42; }' },
      { path: 'answer.h', content: 'int answer(void);' },
    ],
    compiler: { standard: 'c11', warnings: ['all', 'extra'] },
  },
};

const usage = { cpuMs: 0.8, wallMs: 1.2, memoryBytes: 425_984 };

export const resultExample: Result = {
  id: '8b0c1a6e-6e0f-4f6a-9c37-0a6a3c1ed8f2',
  verdict: 'ok',
  message: 'Exited: status 0',
  compile: {
    ok: true,
    exitCode: 0,
    output: '',
    truncated: false,
    diagnostics: [],
    limit: null,
    cached: false,
    usage: { cpuMs: 16.2, wallMs: 18.4, memoryBytes: 24_510_464 },
  },
  run: {
    stdout: '5\n',
    stderr: '',
    output: '5\n',
    encoding: 'utf8',
    truncated: { stdout: false, stderr: false },
    exitCode: 0,
    signal: null,
    limit: null,
    forbiddenSyscall: null,
    crash: null,
    outputs: [],
    usage,
  },
};

const { id } = resultExample;

export const postedJobExample: JobStatus = {
  id,
  kind: 'run',
  state: 'queued',
  priority: 'grading',
  position: null,
  createdAt: '2030-01-01T00:00:00.000Z',
  startedAt: null,
  endedAt: null,
  expiresAt: '2030-01-02T01:00:00.000Z',
  result: null,
  error: null,
};

export const endedJobExample: JobStatus = {
  ...postedJobExample,
  state: 'done',
  startedAt: '2030-01-01T00:00:00.012Z',
  endedAt: '2030-01-01T00:00:00.034Z',
  expiresAt: '2030-01-01T01:00:00.034Z',
  result: resultExample,
};
