// Reads diagnostics out of the text that the tools print: cc1, tcc and as have one form, the linker another.
//
// cc1 runs with its plain text format, not with -fdiagnostics-format=json: the text is what people expect to
// read and can't be had back from gcc 12's JSON (no include chains, no "In function", no notes on macros), and
// JSON is one array written at the very end, so a compiler that is killed, crashes or is cut off loses all of
// it. Text arrives as it is said, and whatever arrived whole can be read. See docs/decisions/0002.
//
// Columns are gcc's here, cells of a terminal; columns.ts puts them into characters.
//
// A message that itself spans lines (`#pragma message "a\nb"`) is read up to its first line.

import type { Diagnostic } from '@cellblock/contract';

const severities = new Map<string, Diagnostic['severity']>([
  ['note', 'note'],
  ['info', 'note'],
  ['warning', 'warning'],
  ['error', 'error'],
  ['sorry, unimplemented', 'error'],
  ['fatal error', 'fatal'],
  ['internal compiler error', 'fatal'],
]);

const header =
  /^(\S.*?):(?:(\d{1,9}):)?(?:(\d{1,9}):)? +(note|info|warning|error|sorry, unimplemented|fatal error|internal compiler error): (.*)$/i;
// `#error` has no option; what looks like one at its end is the user's own text.
const option = /^(?!#error\b)(.*\S) \[(-[Wf][^\]\s]*)\]$/;
const quoted = /^ *(\d*) \| ?(.*)$/;
const notAFile = /^(?:<.*>|cc1|as|tcc)$/;

/** The diagnostics in the text of a compiler or assembler, in order; lines that are none are passed over. */
export function readDiagnostics(text: string): Diagnostic[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const found = readHeader(line);
    if (found === null) return [];
    return [{ ...found, endColumn: endColumnOf(found, lines.slice(index + 1, index + 3)) }];
  });
}

const linkerLine =
  /^(ld: )?(?:(?!warning:|error:|NOTE:)([^\s:()]+):)?(?:(\d{1,9}):)?(\([^)\s]*\):)? ?(warning: |error: |NOTE: )?(\S.*)$/;
const linkerContext = /: in function `[^']*':$/;

/** The diagnostics in the text of GNU ld, in order, `ld: ` being its name there. */
export function readLinkerDiagnostics(text: string): Diagnostic[] {
  return text.split('\n').flatMap((line) => {
    const [, tool, file, number, section, word, message] = linkerLine.exec(line) ?? [];
    const isPlaced = tool !== undefined || section !== undefined || number !== undefined;
    if (message === undefined || !isPlaced || linkerContext.test(line)) return [];
    const severity = word === 'warning: ' ? 'warning' : word === 'NOTE: ' ? 'note' : 'error';
    const place = { file: file ?? null, line: numberOf(number), column: null, endColumn: null };
    return [{ severity, ...place, message, option: null } as const];
  });
}

function readHeader(line: string): Diagnostic | null {
  if (quoted.test(line)) return null;
  const [, file, number, column, word, said] = header.exec(line) ?? [];
  const severity = severities.get(word?.toLowerCase() ?? '');
  if (file === undefined || said === undefined || severity === undefined) return null;
  const [, message = said, name = null] = option.exec(said) ?? [];
  return {
    severity,
    file: notAFile.test(file) ? null : file,
    line: numberOf(number),
    column: numberOf(column),
    endColumn: null,
    message,
    option: name,
  };
}

/** Where the underline below the quoted source ends, counted like `column`; null where nothing is quoted. */
function endColumnOf({ line, column }: Diagnostic, [source = '', underline = '']: string[]): number | null {
  if (line === null || column === null) return null;
  const [, quotedNumber] = quoted.exec(source) ?? [];
  const [, noNumber, marks = ''] = quoted.exec(underline) ?? [];
  if (numberOf(quotedNumber) !== line || noNumber !== '' || marks.charAt(column - 1) !== '^') return null;
  const run = /^\^[~^]*/.exec(marks.slice(column - 1))?.[0] ?? '^';
  return column + run.length - 1;
}

function numberOf(digits: string | undefined): number | null {
  return digits === undefined || digits === '' ? null : Number(digits);
}
