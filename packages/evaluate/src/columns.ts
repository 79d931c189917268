// From a column as gcc counts it, in cells of a terminal, to one that counts characters of the line.
//
// Measured with gcc 12, which knows Unicode 13, in the C locale that tools run in: a tab reaches to the next multiple of
// 8, wide characters take two cells, combining ones none, and each byte that is not UTF-8 takes one. Of a file that
// nobody has, headers of the system among them, it counts bytes or cells, and its columns stay as they are.

import { posix } from 'node:path';
import type { Diagnostic } from '@cellblock/contract';
import type { SourceFile } from './workspace.js';

const tabStop = 8;
// gcc gives up columns in longer lines; and what says it is gcc may be a message that the user wrote.
const longestLine = 4096;
const lineFeed = 0x0a;

const sequence =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}/g;
const none =
  /^(?![\xad\u0600-\u0605\u06dd\u070f\u08e2\u{110bd}\u{110cd}])[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7fb]/u;
const wide =
  /^(?![\u{1f1e6}-\u{1f1ff}])(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}])/u;

type Lines = { content: Buffer; starts: number[]; ends: Map<number, number[]> };

/**
 * Puts columns of gcc's into characters, by these files: code points from 1, a byte that is not UTF-8 being one. The
 * characters of one line are looked at once, however many diagnostics are of it.
 */
export function columnsIn(files: readonly SourceFile[]): (diagnostic: Diagnostic) => Diagnostic {
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  const read = new Map<string, Lines>();
  const linesOf = (path: string): Lines => {
    const lines = read.get(path) ?? linesIn(contents.get(path) ?? Buffer.alloc(0));
    read.set(path, lines);
    return lines;
  };
  return (diagnostic) => {
    const { file, line, column, endColumn } = diagnostic;
    if (file === null || line === null || column === null || column === 0) return diagnostic;
    const ends = endsIn(linesOf(posix.normalize(file)), line);
    return {
      ...diagnostic,
      column: characterAt(ends, column),
      endColumn: endColumn === null ? null : characterAt(ends, endColumn),
    };
  };
}

function linesIn(content: Buffer): Lines {
  const starts: number[] = [];
  for (let start = 0; start < content.length; ) {
    starts.push(start);
    const end = content.indexOf(lineFeed, start);
    start = end < 0 ? content.length : end + 1;
  }
  return { content, starts, ends: new Map() };
}

function endsIn({ content, starts, ends }: Lines, line: number): number[] {
  const start = starts[line - 1];
  if (start === undefined) return [];
  const known = ends.get(line) ?? endsOfCharacters(content.subarray(start, starts[line]));
  ends.set(line, known);
  return known;
}

/** The last cell of each character of a line. */
function endsOfCharacters(line: Buffer): number[] {
  const bytes = line.toString('latin1', 0, longestLine);
  const text = bytes.replace(sequence, (each) => Buffer.from(each, 'latin1').toString());
  let end = 0;
  return Array.from(text, (character) => {
    end += character === '\t' ? tabStop - (end % tabStop) : widthOf(character);
    return end;
  });
}

const widthOf = (character: string): number =>
  character < '\x80' ? 1 : none.test(character) ? 0 : wide.test(character) ? 2 : 1;

/** The character that covers a cell; beyond the last one each cell counts as one. */
function characterAt(ends: readonly number[], cell: number): number {
  const index = ends.findIndex((end) => end >= cell);
  return index < 0 ? ends.length + cell - (ends.at(-1) ?? 0) : index + 1;
}
