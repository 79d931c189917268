// Compiling with gcc's own tools, without its driver: cc1 piped into as for each .c file, then one link.

import { type Compiler, compileLimits, type Submission } from '@cellblock/contract';
import type { CellReport } from '@cellblock/sandbox';
import { linkModeOf } from './check.js';
import type { Build } from './compile.js';
import { failureOf, overLimit } from './compile-verdict.js';
import { gccOptions, libraryOptions } from './options.js';
import { type Held, heldBy, type ToolCells } from './tool-cells.js';
import { fillTemplate, type Gcc } from './toolchain.js';
import type { Speech } from './words.js';
import type { SourceFile, Unit, Workspace } from './workspace.js';

const unitsAtOnce = 2;
// Relocations and symbols make objects larger than what is linked of them.
const mostObjectBytes = 4 * compileLimits.artifactBytes;

/** The program's artifact, or why there is none, with all that the tools said. Every file is compiled first. */
export async function buildWithGcc(
  cells: ToolCells,
  gcc: Gcc,
  submission: Submission,
  workspace: Workspace,
): Promise<Build> {
  const compiled = await mapLimited(workspace.units, unitsAtOnce, (unit) =>
    compileUnit(cells, gcc, { unit, compiler: submission.compiler, workspace }),
  );
  const speeches = compiled.flatMap((build) => build.speeches);
  const failure = compiled.find((build) => build.failure !== null)?.failure ?? null;
  if (failure !== null) return { held: null, failure, speeches };

  const objects = compiled.flatMap(({ held }, index) => {
    const path = workspace.units[index]?.object;
    return held === null || path === undefined ? [] : [{ path, held }];
  });
  if (objects.reduce((sum, { held }) => sum + held.bytes, 0) > mostObjectBytes) {
    const explanation = `cellblock: the objects together exceed ${mostObjectBytes / 1024 / 1024} MiB`;
    return { held: null, failure: overLimit('size', explanation), speeches };
  }
  const linked = await link(cells, gcc, submission, objects);
  return { ...linked, speeches: [...speeches, ...linked.speeches] };
}

type UnitJob = { unit: Unit; compiler: Compiler; workspace: Workspace; isPlain?: boolean };

/** cc1's command line for one source. */
export const cc1ArgvOf = (gcc: Gcc, compiler: Compiler, source: string) =>
  fillTemplate(gcc.cc1, { source, options: gccOptions(compiler) });

async function compileUnit(cells: ToolCells, gcc: Gcc, job: UnitJob): Promise<Build> {
  const build = await compileUnitOnce(cells, gcc, job);
  const isDoubtful = build.speeches.some(({ report }) => cells.isDoubtful(report));
  return isDoubtful ? compileUnitOnce(cells, gcc, { ...job, isPlain: true }) : build;
}

async function compileUnitOnce(
  cells: ToolCells,
  gcc: Gcc,
  { unit, compiler: choices, workspace, isPlain = false }: UnitJob,
): Promise<Build> {
  const compiler = cells.start({
    argv: cc1ArgvOf(gcc, choices, unit.source),
    stdout: 'pipe',
    sources: workspace.files,
    isPlain,
  });
  const read = readByAssembler(workspace, unit);
  const assembler = cells.start({
    argv: fillTemplate(gcc.as, { output: unit.object }),
    stdin: { fromCell: compiler },
    sources: read,
    keep: unit.object,
    isPlain: isPlain || read.length > 0,
  });
  const cc1 = await cells.finish(compiler);
  const compilerFailure = isBrokenPipe(cc1) ? null : failureOf('cc1', cc1);
  if (compilerFailure !== null) assembler.kill();
  const as = await cells.finish(assembler);
  const speech: Speech = { tool: 'cc1', report: cc1, unit };
  if (compilerFailure !== null) return { held: null, failure: compilerFailure, speeches: [speech] };

  const speeches: Speech[] = [speech, { tool: 'as', report: as, unit }];
  const failure = failureOf('as', as) ?? failureOf('cc1', cc1);
  return { held: failure === null ? heldBy(as) : null, failure, speeches };
}

const readsFiles = /\.inc(?:bin|lude)\b/;

// What it makes it makes itself: nothing may be there by that name.
function readByAssembler({ files }: Workspace, { object }: Unit): SourceFile[] {
  return files.some(({ content }) => readsFiles.test(content.toString('latin1')))
    ? files.filter(({ path }) => path.split('/', 1)[0] !== object)
    : [];
}

/** Whether cc1 ended because nobody read it any more: then the assembler's end is what counts. */
function isBrokenPipe({ cause, signal }: CellReport): boolean {
  return cause === 'signal' && signal === 'SIGPIPE';
}

type LinkInput = { path: string; held: Held };

// What gold is silent about by itself and GNU ld warns of: common symbols of several sizes, relocations of code.
const loud = ['--warn-common', '-z', 'text'];

/**
 * Links with gold, which is faster. Where gold fails or has anything to say (it does say that `gets` is
 * dangerous), GNU ld links again: its words are the ones that people know, and its judgement is final.
 */
async function link(
  cells: ToolCells,
  gcc: Gcc,
  submission: Submission,
  objects: readonly LinkInput[],
): Promise<Build> {
  const linkers = gcc.link[linkModeOf(submission)];
  const [program = '', ...options] = linkers.gold;
  const gold = await linkWith(cells, [program, ...loud, ...options], submission, objects);
  const isSilent = gold.speeches.every(({ report }) => report.chunks.length === 0);
  const isDoubtful = gold.speeches.some(({ report }) => cells.isDoubtful(report));
  const isStopped = gold.failure?.verdict === 'compile_limit' && !isDoubtful;
  if (isStopped || (gold.failure === null && isSilent)) return gold;
  return linkWith(cells, linkers.bfd, submission, objects);
}

async function linkWith(
  cells: ToolCells,
  template: readonly string[],
  { compiler }: Submission,
  objects: readonly LinkInput[],
): Promise<Build> {
  const argv = fillTemplate(template, {
    output: 'a.out',
    objects: objects.map(({ path }) => path),
    libraries: libraryOptions(compiler),
  });
  const cell = cells.start({
    argv: compiler.optimize === 'fast' ? withFastMath(argv) : argv,
    objects,
    keep: 'a.out',
  });
  const report = await cells.finish(cell);
  const failure = failureOf('ld', report);
  return { held: failure === null ? heldBy(report) : null, failure, speeches: [{ tool: 'ld', report }] };
}

/** As gcc's driver does for -Ofast: a start-up object that flushes denormals to zero, before crtend's. */
function withFastMath(argv: readonly string[]): string[] {
  return argv.flatMap((element) => {
    const directory = /^(.*\/)crtendS?\.o$/.exec(element)?.[1];
    return directory === undefined ? [element] : [`${directory}crtfastmath.o`, element];
  });
}

/** Maps in order with at most `width` calls under way. */
async function mapLimited<Item, Value>(
  items: readonly Item[],
  width: number,
  map: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const queue = items.entries();
  const values: Value[] = [];
  const lane = async () => {
    for (const [index, item] of queue) values[index] = await map(item);
  };
  await Promise.all(Array.from({ length: width }, lane));
  return values;
}
