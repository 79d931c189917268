// The self-test of a fork server: the same work for a copy of it and for the tool itself, and what they made compared.

import { writtenBytes } from '@cellblock/contract';
import type { BlobId, CellReport, CellSpec, Cells, Zygote } from '@cellblock/sandbox';

const MiB = 1024 * 1024;

const limits: CellSpec['limits'] = {
  cpuMs: 5000,
  wallMs: 10_000,
  memoryBytes: 512 * MiB,
  outputBytes: MiB,
  processes: 1,
  stackBytes: 64 * MiB,
  scratchBytes: 64 * MiB,
  scratchInodes: 1000,
};

// Code, data, a warning, floating point, and the same with an error in it.
const body = `static double half(int n) { return n / 2.0; }
const char *names[] = { "one", "two" };
int main(int argc, char **argv) { int unused; return half(argc) > 1.0 ? names[1][0] : argv[0][0] == 0; }
`;
const samples = [
  body,
  `${body}int broken(void) { return undeclared; }\n`,
  `${body.replaceAll('\n', '\r\n')}`,
];

const assembly = `	.file	"main.c"
	.text
	.globl	main
	.type	main, @function
main:
	subq	$8, %rsp
	leaq	.LC0(%rip), %rdi
	call	puts@PLT
	xorl	%eax, %eax
	addq	$8, %rsp
	ret
	.size	main, .-main
	.section	.rodata.str1.1,"aMS",@progbits,1
.LC0:
	.string	"linked"
	.section	.note.GNU-stack,"",@progbits
`;

type Program = CellSpec['program'];

/** Whether a copy of the zygote does what the tool does with that command line, on a few samples. */
export async function isLikeTheTool(
  cells: Pick<Cells, 'start' | 'release'>,
  zygote: Zygote,
  argv: readonly string[],
  prefix: string,
): Promise<boolean> {
  const [tool = ''] = argv;
  const base = { argv: [...argv], env: [], limits, policy: 'compile', stdout: 'collect', keep: [] } as const;
  const both = async (spec: (program: Program) => CellSpec) =>
    isSame(await cells.start(spec({ zygote })).report, await cells.start(spec({ tool })).report);
  const empty = Buffer.alloc(0);

  if (tool.endsWith('/cc1')) {
    for (const sample of samples) {
      const inputs = [{ path: 'main.c', content: Buffer.from(prefix + sample) }];
      if (
        !(await both((program) => ({
          ...base,
          program,
          env: [],
          keep: [],
          argv: [...argv],
          stdin: empty,
          inputs,
          outputs: [],
        })))
      ) {
        return false;
      }
    }
    return true;
  }
  const output = argv[argv.indexOf('-o') + 1] ?? '';
  const outputs = [{ path: output, maximumBytes: MiB }];
  if (tool.endsWith('/as')) {
    const stdin = Buffer.from(assembly);
    return both((program) => ({
      ...base,
      program,
      env: [],
      keep: [],
      argv: [...argv],
      stdin,
      inputs: [],
      outputs,
    }));
  }
  return linksAlike(cells, zygote, argv);
}

async function linksAlike(cells: Pick<Cells, 'start' | 'release'>, zygote: Zygote, argv: readonly string[]) {
  const object = argv.find((argument) => /^unit-\d+\.o$/.test(argument)) ?? '';
  const common = {
    policy: 'compile',
    env: [],
    limits,
    stdout: 'collect',
    outputs: [],
  } satisfies Partial<CellSpec>;
  const assembled = await cells.start({
    ...common,
    program: { tool: '/usr/bin/as' },
    argv: ['as', '--64', '-o', object],
    stdin: Buffer.from(assembly),
    inputs: [],
    keep: [{ path: object, maximumBytes: MiB }],
  }).report;
  const held: BlobId[] = assembled.kept.filter((blob) => blob !== null);
  try {
    const [blob] = held;
    if (blob === undefined) return false;
    const outcomes: (string | null)[] = [];
    for (const program of [{ zygote }, { tool: argv[0] ?? '' }]) {
      const linked = await cells.start({
        ...common,
        program,
        argv: [...argv],
        stdin: Buffer.alloc(0),
        inputs: [{ path: object, content: { blob } }],
        keep: [{ path: 'a.out', maximumBytes: MiB }],
      }).report;
      held.push(...linked.kept.filter((kept) => kept !== null));
      outcomes.push(await outputOf(cells, linked));
    }
    return outcomes[0] !== null && outcomes[0] === outcomes[1];
  } finally {
    for (const blob of held) cells.release(blob);
  }
}

/** What the linked program prints, or null where it wasn't linked in silence or doesn't run. */
async function outputOf(cells: Pick<Cells, 'start'>, linked: CellReport): Promise<string | null> {
  const [artifact] = linked.kept;
  if (linked.exitCode !== 0 || linked.chunks.length > 0 || artifact === null || artifact === undefined)
    return null;
  const ran = await cells.start({
    policy: 'standard',
    program: { blob: artifact },
    argv: ['./a.out'],
    env: [],
    limits: { ...limits, stackBytes: 8 * MiB, scratchBytes: 16 * MiB },
    stdin: Buffer.alloc(0),
    stdout: 'collect',
    inputs: [],
    keep: [],
    outputs: [],
  }).report;
  return ran.exitCode === 0 ? writtenBytes(ran.chunks, 'stdout').toString() : null;
}

function isSame(one: CellReport, other: CellReport): boolean {
  return (
    one.cause === 'exit' &&
    other.cause === 'exit' &&
    one.exitCode === other.exitCode &&
    writtenBytes(one.chunks, 'stdout').equals(writtenBytes(other.chunks, 'stdout')) &&
    writtenBytes(one.chunks, 'stderr').equals(writtenBytes(other.chunks, 'stderr')) &&
    one.outputs.every((bytes, index) => bytes !== null && other.outputs[index]?.equals(bytes))
  );
}
