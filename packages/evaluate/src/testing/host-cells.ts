// Cells without walls: the tests' own programs, run as plain processes on the host with its own tools.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { BlobId, CellReport, CellSpec, OutputChunk, RunningCell } from '@cellblock/sandbox';
import type { Starter } from '../cell-scope.js';
import { goodEnd } from './fake-cells.js';

/** What nobody asks of these cells. */
const ignored = {
  write() {},
  end() {},
  signal() {},
  resize() {},
  onOutput() {},
  activity: async () => null,
  put() {},
};

/** Cells of plain processes; for programs that are known to be harmless. */
export function hostCells(): Starter & { readonly held: ReadonlyMap<BlobId, Buffer> } {
  const held = new Map<BlobId, Buffer>();
  const pipes = new Map<RunningCell, Readable>();
  let lastBlob = 0;
  const contentOf = (content: Buffer | { blob: BlobId }) =>
    Buffer.isBuffer(content) ? content : (held.get(content.blob) ?? Buffer.alloc(0));

  function hold(content: Buffer): BlobId {
    held.set(++lastBlob, content);
    return lastBlob;
  }

  function start(spec: CellSpec): RunningCell {
    const cwd = mkdtempSync(join(tmpdir(), 'cellblock-cell-'));
    for (const { path, content } of spec.inputs) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), contentOf(content));
    }
    if ('zygote' in spec.program) throw new Error('there are no fork servers here');
    const program = 'tool' in spec.program ? spec.program.tool : join(cwd, 'artifact');
    if ('blob' in spec.program) writeFileSync(program, contentOf(spec.program), { mode: 0o755 });
    const env = Object.fromEntries(spec.env.map((variable) => variable.split(/=(.*)/s, 2)));
    const [argv0 = program, ...args] = spec.argv;
    const child = spawn(program, args, { cwd, env, argv0 });
    feed(child, spec);
    const report = watch(child, spec, cwd).finally(() => rmSync(cwd, { recursive: true }));
    const cell = { report, kill: () => void child.kill('SIGKILL'), ...ignored };
    if (spec.stdout === 'pipe') pipes.set(cell, child.stdout);
    return cell;
  }

  function feed({ stdin }: ChildProcess, spec: CellSpec): void {
    // A program need not read its input.
    stdin?.on('error', () => {});
    if (stdin === null || spec.stdin === 'interactive') return;
    if (Buffer.isBuffer(spec.stdin)) stdin.end(spec.stdin);
    else if ('fromCell' in spec.stdin) pipes.get(spec.stdin.fromCell)?.pipe(stdin);
  }

  async function watch(child: ChildProcess, spec: CellSpec, cwd: string): Promise<CellReport> {
    const chunks: OutputChunk[] = [];
    child.stderr?.on('data', (bytes: Buffer) => chunks.push({ stream: 'stderr', bytes }));
    if (spec.stdout === 'collect')
      child.stdout?.on('data', (bytes: Buffer) => chunks.push({ stream: 'stdout', bytes }));
    await once(child, 'close');
    const read = ({ path }: { path: string }) =>
      existsSync(join(cwd, path)) ? readFileSync(join(cwd, path)) : null;
    const files = spec.keep.map(read);
    return {
      ...goodEnd,
      cause: child.signalCode === null ? 'exit' : 'signal',
      exitCode: child.exitCode,
      signal: child.signalCode,
      usage: { cpuMs: 1, wallMs: 1, memoryBytes: 1 },
      chunks,
      kept: files.map((content) => (content === null ? null : hold(content))),
      keptTooLarge: files.map(() => false),
      keptBytes: files.map((content) => content?.length ?? 0),
      outputs: spec.outputs.map(read),
    };
  }

  return { held, start, release: (blob) => void held.delete(blob) };
}
