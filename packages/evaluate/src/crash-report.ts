// AddressSanitizer's report, read: what happened, and in which of the program's own lines.

import { type Crash, mostFrames } from '@cellblock/contract';

const beginning = 'ERROR: AddressSanitizer: ';
// More than the sanitizer says before it comes to the stack.
const longestHead = 4096;

type Row = { kind: { test(said: string): boolean }; reason: string };

// The first row that fits decides; `kind` is looked for in the report's first lines.
const rows: readonly Row[] = [
  { kind: /^SEGV.*\bpc points to the zero page/is, reason: 'Called a null function pointer' },
  {
    kind: /^SEGV.*\bPC is at a non-executable/s,
    reason: 'Called a function at an address where there is none',
  },
  { kind: /^SEGV.*WRITE memory access.*zero page/s, reason: 'Wrote through a null pointer' },
  { kind: /^SEGV.*READ memory access.*zero page/s, reason: 'Read through a null pointer' },
  { kind: /^SEGV.*zero page/s, reason: 'Used a null pointer' },
  { kind: { test: isBeforeUse }, reason: 'Used an address where there is nothing' },
  { kind: /^SEGV.*WRITE memory access/s, reason: 'Wrote to an address where it may not write' },
  { kind: /^SEGV.*READ memory access/s, reason: 'Read from an address where there is nothing' },
  { kind: /^SEGV/, reason: 'Used an address that is not its own' },
  { kind: /^BUS/, reason: 'Used an address where nothing can be' },
  { kind: /^FPE/, reason: 'Divided an integer by zero, or the least one by -1' },
  { kind: /^ILL/, reason: 'Reached an instruction that there is not' },
  { kind: /^ABRT/, reason: 'Called abort(), itself or by a failed check' },
  {
    kind: /^stack-overflow/,
    reason: 'Used up its stack: recursion without end, or variables too large for it',
  },
  { kind: /^heap-buffer-overflow/, reason: 'Went beyond the bounds of allocated memory' },
  { kind: /^stack-buffer-(?:over|under)flow/, reason: 'Went beyond the bounds of a local variable' },
  { kind: /^global-buffer-overflow/, reason: 'Went beyond the bounds of a global variable' },
  { kind: /^dynamic-stack-buffer-overflow/, reason: 'Went beyond the bounds of a variable-length array' },
  { kind: /^heap-use-after-free/, reason: 'Used memory after free()' },
  { kind: /stack-use-after-(?:return|scope)/, reason: 'Used a local variable after its end' },
  { kind: /^attempting double-free/, reason: 'Called free() twice for the same memory' },
  { kind: /^attempting free/, reason: 'Called free() for memory that malloc() did not give' },
  { kind: /^negative-size-param/, reason: 'Passed a negative size' },
  { kind: /param-overlap/, reason: 'Copied between places that overlap' },
  { kind: /^unknown-crash/, reason: 'Used an address where there is nothing' },
];

/**
 * What the report says: the reason, and the frames of the first stack in it that are in these files, the innermost
 * first. Null for a text that is no report.
 */
export function readCrashReport(text: string, files: readonly string[]): Crash | null {
  const start = text.indexOf(beginning);
  const told = start < 0 ? '' : text.slice(start + beginning.length);
  const said = headOf(told);
  if (said === '') return null;
  // Without the address, which would be another one in the first run.
  const [title = ''] = said.split(/ on | \(|\n/, 1);
  const reason = rows.find(({ kind }) => kind.test(said))?.reason ?? title.slice(0, 100);
  return { reason, frames: framesOf(told, new Set(files)) };
}

// The sanitizer looks up each address in its shadow before the program reads or writes there. Where there is no shadow
// that look itself faults: always as a read, in the gap between its two halves, or without an address.
const gap = { start: 0x8fff7000, end: 0x2008fff7000 };

function isBeforeUse(said: string): boolean {
  const [, digits] = /^SEGV on unknown address (?:0x([0-9a-f]+) )?\(/.exec(said) ?? [];
  const address = Number(`0x${digits}`);
  return digits === undefined ? said.startsWith('SEGV') : address >= gap.start && address < gap.end;
}

/** What stands before the stack. */
function headOf(told: string): string {
  const head = told.slice(0, longestHead);
  return head.slice(0, Math.max(0, head.search(/\n[ \t]*#0/)));
}

const frame = /^\s*#\d+ 0x[0-9a-f]+ in (\S+) (?:\/tmp\/)?(\S+?):(\d+)(?::\d+)?$/;

function framesOf(told: string, files: ReadonlySet<string>): Crash['frames'] {
  const lines = told.split('\n');
  const start = lines.findIndex((line) => /^\s*#0 /.test(line));
  const length = lines.slice(start).findIndex((line) => !/^\s*#\d+ /.test(line));
  const stack = start < 0 ? [] : lines.slice(start, length < 0 ? undefined : start + length);
  // After a jump to nowhere the frame of the function that jumped is not in it, and the next one would pass for it.
  if (stack[0]?.endsWith('(<unknown module>)')) return [];
  return stack
    .flatMap((line) => {
      const [, name = '', file = '', number = ''] = frame.exec(line) ?? [];
      return files.has(file) ? [{ function: name.slice(0, 200), file, line: Number(number) }] : [];
    })
    .slice(0, mostFrames);
}
