// C programs and blobs of any bytes, made in a warden's own compile cells.

import { readFileSync } from 'node:fs';
import type { BlobId, CellLimits, CellReport, CellSpec, Cells, RunningCell } from '@cellblock/sandbox';
import { z } from 'zod';
import { rootfs } from './places.js';
import { KiB, MiB, specOf, textOf } from './spec.js';

export type Link = 'dynamic' | 'static';

/** Bytes of the program that the source makes; each is compiled once. Rejects with the compiler's words. */
export type Compile = (source: string, link: Link) => Promise<Buffer>;

const Template = z.array(z.string());
const Linkers = z.object({ gold: Template });
const Toolchain = z.object({
  compilers: z.object({
    gcc: z.object({ cc1: Template, as: Template, link: z.object({ dynamic: Linkers, static: Linkers }) }),
  }),
});

const toolLimits: CellLimits = {
  cpuMs: 10_000,
  wallMs: 20_000,
  memoryBytes: 512 * MiB,
  outputBytes: 64 * KiB,
  processes: 4,
  stackBytes: 8 * MiB,
  scratchBytes: 128 * MiB,
  scratchInodes: 4_000,
};
const common = { ...specOf({ policy: 'compile' }), limits: toolLimits };

/** The tool of a template, with what is put in place of its holes. */
function tool(template: readonly string[], holes: Record<string, string[]>): CellSpec {
  const [path = '', ...rest] = template;
  return {
    ...common,
    program: { tool: path },
    argv: [path, ...rest.flatMap((word) => holes[word] ?? [word])],
  };
}

/** Compiles with the rootfs's gcc, as its toolchain.json says. */
export function createCompile(cells: Cells): Compile {
  const { gcc } = Toolchain.parse(JSON.parse(readFileSync(`${rootfs}/toolchain.json`, 'utf8'))).compilers;
  const done = new Map<string, Promise<Buffer>>();

  const assemble = async (source: string): Promise<BlobId> => {
    const cc1 = cells.start({
      ...tool(gcc.cc1, { '{source}': ['main.c'], '{options}': ['-O1', '-std=gnu17'] }),
      stdout: 'pipe',
      inputs: [{ path: 'main.c', content: Buffer.from(source) }],
    });
    const as = cells.start({
      ...tool(gcc.as, { '{output}': ['main.o'] }),
      stdin: { fromCell: cc1 },
      keep: [{ path: 'main.o', maximumBytes: 16 * MiB }],
    });
    await succeeded(cc1);
    return kept(as);
  };

  const link = async (object: BlobId, how: Link): Promise<Buffer> => {
    const ld = cells.start({
      ...tool(gcc.link[how].gold, {
        '{output}': ['a.out'],
        '{objects}': ['main.o'],
        '{libraries}': ['-lm', '-lpthread'],
      }),
      inputs: [{ path: 'main.o', content: { blob: object } }],
      outputs: [{ path: 'a.out', maximumBytes: 32 * MiB }],
    });
    const [program] = (await succeeded(ld)).outputs;
    cells.release(object);
    if (!program) throw new Error('the linker made nothing');
    return program;
  };

  return (source, how) => {
    const key = `${how} ${source}`;
    const program = done.get(key) ?? assemble(source).then((object) => link(object, how));
    done.set(key, program);
    return program;
  };
}

/** Makes a blob of the bytes: a tool that does nothing, in a cell of which an input is kept. */
export function load(cells: Cells, bytes: Buffer): Promise<BlobId> {
  const idle = cells.start({
    ...tool(['/usr/bin/as', '--version'], {}),
    inputs: [{ path: 'bytes', content: bytes }],
    keep: [{ path: 'bytes', maximumBytes: bytes.length }],
  });
  return kept(idle);
}

async function kept(cell: RunningCell): Promise<BlobId> {
  const [blob] = (await succeeded(cell)).kept;
  if (blob === undefined || blob === null) throw new Error('a tool kept nothing');
  return blob;
}

async function succeeded(cell: RunningCell): Promise<CellReport> {
  const report = await cell.report;
  if (report.cause === 'exit' && report.exitCode === 0) return report;
  throw new Error(`a tool ended by ${report.cause}: ${textOf(report, 'stderr')}`);
}
