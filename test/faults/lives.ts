// The lives that a cell can have, each with the one report that an honest sandbox gives of it.

import { type CellReport, SandboxError, type Zygote } from '@cellblock/sandbox';
import type { Lab } from '../sandbox/cell.js';
import type { Link } from '../sandbox/compile.js';
import { probe } from '../sandbox/probe.js';
import { bytesOf, KiB, MiB, specOf, textOf, type Wish } from '../sandbox/spec.js';

/** A warden that lives are lived in, with what they need. */
export type Scene = { lab: Lab; blobs: Map<string, number>; zygote: Zygote | null };

export type Life = {
  name: string;
  /** Programs that it needs as blobs. */
  sources: string[];
  link?: Link;
  /** It is of a fork server's copy, so there has to be one. */
  isCopy?: boolean;
  /** What came of it, as one line. Rejects as a cell's report does. */
  live(scene: Scene): Promise<string>;
  /** The line that it must be. */
  expected: string;
};

const worker = probe(`char in[16] = ""; long len = read(0, in, sizeof in - 1);
  char file[16] = ""; FILE *given = fopen("dir/in", "r"); if (given) { (void)!fgets(file, sizeof file, given); fclose(given); }
  FILE *made = fopen("out", "w"); if (made) { fputs("made", made); fclose(made); }
  printf("%ld %s %s\\n", len, in, file); fputs("word", stderr); return 7;`);
const caller = probe('puts("before"); fflush(stdout); socket(AF_INET, SOCK_STREAM, 0); return 0;');
const idler = probe('for (;;) pause();');
const sleeper = probe('puts("here"); fflush(stdout); for (;;) pause();');
const eater = probe(`puts("here"); fflush(stdout); for (;;) memset(malloc(1 << 20), 1, 1 << 20);`);
const copier = probe(
  'char block[4096]; for (long len; (len = read(0, block, sizeof block)) > 0;) write(1, block, len); return 0;',
);
const receiver = probe(`char name[64] = "", space[CMSG_SPACE(sizeof(int))], text[16] = "";
  struct iovec part = {name, sizeof name - 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  long got = recvmsg(3, &message, 0); int fd = -1;
  if (CMSG_FIRSTHDR(&message)) memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
  (void)!read(fd, text, sizeof text - 1); printf("%ld %s %s\\n", got, name, text); return 0;`);

/** What matters of a report, on one line. */
function lineOf(report: CellReport): string {
  const { cause, exitCode, signal, refusal, syscall, outputs, kept } = report;
  const words = [cause, exitCode, signal, refusal, syscall?.name, textOf(report), textOf(report, 'stderr')];
  const files = [
    ...outputs.map((bytes) => bytes?.toString() ?? 'absent'),
    ...kept.map((blob) => blob !== null),
  ];
  return [...words, ...files].map((word) => String(word ?? '-').trim()).join('|');
}

const cell = (name: string, source: string, wish: Wish, expected: string): Life => ({
  name,
  sources: [source],
  async live({ lab, blobs }) {
    return lineOf(
      await lab.warden.start({ ...specOf(wish), program: { blob: blobs.get(source) ?? 0 } }).report,
    );
  },
  expected,
});

const file = { path: 'dir/in', content: Buffer.from('given') };
const outputs = [{ path: 'out', maximumBytes: 100 }];

/** Every kind of cell, of fork server, and of end. */
export const lives: Life[] = [
  cell(
    'program',
    worker,
    { stdin: Buffer.from('stdin'), inputs: [file], outputs },
    'exit|7|-|-|-|5 stdin given|word|made',
  ),
  cell('refused', caller, {}, 'syscall|-|-|-|socket|before|'),
  cell('memory', eater, { limits: { memoryBytes: 16 * MiB } }, 'memory|-|-|-|-|here|'),
  {
    name: 'flow',
    sources: [copier],
    async live({ lab, blobs }) {
      const stdin = Buffer.alloc(100 * KiB, 'stream ');
      const spec = specOf({ stdin });
      const report = await lab.warden.start({ ...spec, program: { blob: blobs.get(copier) ?? 0 } }).report;
      return `${report.cause} ${report.exitCode} ${bytesOf(report).equals(stdin)}`;
    },
    expected: 'exit 0 true',
  },
  cell('deadline', idler, { limits: { wallMs: 300 } }, 'wall|-|-|-|-||'),
  {
    ...cell('sealed', receiver, { policy: 'sealed', inputs: [file] }, 'exit|0|-|-|-|6 dir/in given|'),
    link: 'static',
  },
  cell(
    'sanitized',
    worker,
    { sanitized: true, stdin: Buffer.from('stdin'), inputs: [file], outputs },
    'exit|7|-|-|-|5 stdin given|word|made',
  ),
  {
    name: 'killed',
    sources: [sleeper],
    async live({ lab, blobs }) {
      const running = lab.warden.start({ ...specOf({}), program: { blob: blobs.get(sleeper) ?? 0 } });
      running.onOutput(() => running.kill());
      return lineOf(await running.report);
    },
    expected: 'killed|-|-|-|-|here|',
  },
  {
    name: 'lent',
    sources: [sleeper],
    async live({ lab, blobs }) {
      const running = lab.warden.start({ ...specOf({}), program: { blob: blobs.get(sleeper) ?? 0 } });
      const moved = new Promise<void>((resolve) => running.onOutput(() => resolve())).then(async () => {
        for (const place of ['lent', 'claimed', 'held', 'lent'] as const) {
          running.put(place);
          await running.activity();
        }
        running.kill();
      });
      const report = await running.report;
      await moved;
      return lineOf(report);
    },
    expected: 'killed|-|-|-|-|here|',
  },
  {
    name: 'tool',
    sources: [],
    async live({ lab }) {
      const spec = specOf({
        policy: 'compile',
        argv: ['as', '-o', 'main.o', 'main.s'],
        inputs: [{ path: 'main.s', content: Buffer.from('.globl main\nmain: ret\n') }],
        keep: [{ path: 'main.o', maximumBytes: 10_000 }],
      });
      const report = await lab.warden.start({ ...spec, program: { tool: '/usr/bin/as' } }).report;
      for (const blob of report.kept) if (blob !== null) lab.warden.release(blob);
      return lineOf(report);
    },
    expected: 'exit|0|-|-|-|||true',
  },
  {
    name: 'copy',
    sources: [],
    isCopy: true,
    async live({ lab, zygote }) {
      if (zygote === null) throw new Error('there is no fork server');
      const spec = specOf({
        policy: 'compile',
        stdin: Buffer.from('.globl main\nmain: ret\n'),
        keep: [{ path: 'main.o', maximumBytes: 10_000 }],
      });
      const report = await lab.warden.start({ ...spec, program: { zygote } }).report;
      for (const blob of report.kept) if (blob !== null) lab.warden.release(blob);
      return lineOf(report);
    },
    expected: 'exit|0|-|-|-|||true',
  },
  {
    name: 'fork server',
    sources: [],
    async live({ lab }) {
      const zygote = startAssembler(lab);
      try {
        await zygote.ready;
      } finally {
        zygote.end();
      }
      return 'ready';
    },
    expected: 'ready',
  },
];

/** A fork server of the assembler, without copies kept ready. */
export function startAssembler(lab: Lab): Zygote {
  return lab.warden.startZygote({
    tool: '/usr/bin/as',
    argv: ['/usr/bin/as', '--64', '-o', 'main.o'],
    env: ['LD_PRELOAD=/zygotes/tool-zygote.so', 'ZYGOTE_INPUT=-', 'ZYGOTE_OUTPUT=main.o'],
    inputs: [],
    warm: 0,
  });
}

/** The line of a life that is lived, or `fault STEP ERRNO` where the sandbox failed. */
export async function outcomeOf(live: () => Promise<string>): Promise<string> {
  try {
    return await live();
  } catch (error) {
    if (error instanceof SandboxError) return `fault ${error.step} ${error.errno}`;
    throw error;
  }
}
