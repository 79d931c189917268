// What the tools said, as the user reads it: printable, capped, without the cell's names for things, and with
// the diagnostics picked out.

import { type CompileResult, compileLimits } from '@cellblock/contract';
import type { CellReport } from '@cellblock/sandbox';
import { columnsIn } from './columns.js';
import type { Tool } from './compile-verdict.js';
import { readDiagnostics, readLinkerDiagnostics } from './diagnostics.js';
import { cutBytes, cutLines, printable } from './printable.js';
import type { Unit, Workspace } from './workspace.js';

/** What a tool said in its cell; `unit` is the one it worked on. */
export type Speech = { tool: Tool; report: CellReport; unit?: Unit };

export type Words = Pick<CompileResult, 'output' | 'truncated' | 'diagnostics'>;

/**
 * All that was said, in order, and our own explanation last, cut to the cap on diagnostics (64 KiB). What was
 * cut is in no diagnostic either. Columns of diagnostics count characters.
 */
export function wordsOf(
  speeches: readonly Speech[],
  { files, units }: Workspace,
  explanation: string | null,
): Words {
  const inCharacters = columnsIn(files);
  const ending = explanation === null ? '' : `${explanation}\n`;
  let room = compileLimits.diagnosticsBytes - Buffer.byteLength(ending);
  const parts = speeches.map((speech) => {
    const { text, isCut, isFull } = textOf(speech, units, room);
    // What follows a cut would read as if nothing were missing.
    room = isFull ? 0 : room - Buffer.byteLength(text);
    const read = speech.tool === 'ld' ? readLinkerDiagnostics : readDiagnostics;
    return { text, isCut, diagnostics: read(text).map(inCharacters) };
  });
  return {
    output: parts.map(({ text }) => text).join('') + ending,
    truncated: parts.some(({ isCut }) => isCut),
    diagnostics: parts.flatMap(({ diagnostics }) => diagnostics),
  };
}

function textOf({ tool, report, unit }: Speech, units: readonly Unit[], room: number) {
  const said = report.chunks.map(({ bytes }) => bytes);
  const lines = cutLines(scrub(printable(Buffer.concat(said)), tool, units, unit));
  const bytes = cutBytes(endLine(lines.text), room);
  const isCut = report.truncated.stderr || report.truncated.stdout || lines.cut || bytes.cut;
  return { text: bytes.text, isCut, isFull: bytes.cut };
}

/** The text without the cell's directory, the rootfs's directories in a linker's words, and our names of objects. */
function scrub(text: string, tool: Tool, units: readonly Unit[], unit: Unit | undefined): string {
  if (tool === 'ld') return scrubLinker(text, units);
  const inScratch = /^((?:In file included from |[ \t]+from )?)\/tmp\//gm;
  const scrubbed = text.replace(inScratch, '$1');
  // Lines of the assembly, where there is no line of the source to name.
  return unit === undefined
    ? scrubbed
    : scrubbed.replace(/^\{standard input\}(?=:)/gm, unit.source.replace(/c$/, 's'));
}

function scrubLinker(text: string, units: readonly Unit[]): string {
  return text
    .replace(/^\/\S*\/ld(?:\.\w+)?: /gm, 'ld: ')
    .replace(/(?<![\w.])\/(?:[\w.+-]+\/)+(?=[\w.+-])/g, '')
    .replace(
      /\bunit-(\d+)\.o(?::([^\s:()]+)(?=:\())?/g,
      (object, index) => units[Number(index)]?.source ?? object,
    );
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
