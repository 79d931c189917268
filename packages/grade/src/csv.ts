// A GradeResult as CSV (RFC 4180), for spreadsheets: one row a test.

import type { GradeResult, TestResult } from '@cellblock/contract';

type Column = { name: string; of: (test: TestResult) => string | number | boolean | null };

const columns: readonly Column[] = [
  { name: 'number', of: ({ number }) => number },
  { name: 'name', of: ({ name }) => name },
  { name: 'group', of: ({ group }) => group },
  { name: 'hidden', of: ({ hidden }) => hidden },
  { name: 'verdict', of: ({ verdict }) => verdict },
  { name: 'points', of: ({ points }) => points },
  { name: 'maximum', of: ({ maximum }) => maximum },
  { name: 'cpuMs', of: ({ run }) => run?.usage.cpuMs ?? null },
  { name: 'wallMs', of: ({ run }) => run?.usage.wallMs ?? null },
  { name: 'memoryBytes', of: ({ run }) => run?.usage.memoryBytes ?? null },
  { name: 'message', of: ({ message }) => message },
];

/** The tests as CSV with a header line. No cell is a formula, whatever a program wrote. */
export function csvOf({ tests }: GradeResult): string {
  const rows = [
    columns.map(({ name }) => name),
    ...tests.map((test) => columns.map(({ of }) => cellOf(of(test)))),
  ];
  return rows.map((row) => `${row.join(',')}\r\n`).join('');
}

// Spreadsheets take text that begins like this for a formula, quoted or not; an apostrophe makes it text.
const formula = /^[\s\0]*[=+\-@|\t\r\uff0b\uff0d\uff1d\uff20]/;

function cellOf(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
