// Compilers in the hands of an attacker: a tree that holds nothing but a hostile tool, and a warden for it. A second
// warden, built from changed source, lets the tool make links, pipes and copies of itself, so that the walls behind
// the system call filter and behind Landlock are seen to stand by themselves.

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Outcome, Submission } from '@cellblock/contract';
import { createEvaluator, type Toolchain } from '@cellblock/evaluate';
import { startWarden, type Warden } from '@cellblock/sandbox';
import type { Host } from './hosts.js';

const execute = promisify(execFile);
const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const source = fileURLToPath(new URL('../../attacks/hostile/', import.meta.url));
const options = { cells: 8, warm: { compile: 1, run: 1 }, zygotes: false };
const wallDown = [
  'symlink',
  'link',
  'mknod',
  'mknodat',
  'mkdir',
  'socket',
  'bind',
  'renameat2',
  'fork',
  'clock_nanosleep',
  'ioctl',
];

export const hostileTool = '/usr/bin/tool';

export type HostileTools = {
  /** A warden whose compile tree holds the hostile tool. */
  warden: Warden;
  /** The same, whose filter and Landlock let more through. */
  weakened: Warden;
  close(): Promise<void>;
};

/** Builds the tool and its tree, and starts the warden. Programs run in the real tree. */
export async function openHostileTools(host: Host): Promise<HostileTools> {
  const directory = await mkdtemp(join(tmpdir(), 'cellblock-hostile-'));
  await makeTree(directory, host.rootfs);
  await host.open(directory);
  const executable = await host.executable(join(checkout, 'native/build/cellblock-warden'));
  const warden = await startWarden({ rootfs: directory, cgroup: host.cgroup, executable, ...options });
  const weakened = await startWeakened(directory, host);
  return {
    warden,
    weakened,
    async close() {
      await Promise.all([warden.close(), weakened.close()]);
      await rm(directory, { recursive: true });
    },
  };
}

/** The outcome of a submission whose compiler is the hostile tool in this mode. */
export function compileWith(warden: Warden, mode: string, program: string | Buffer = ''): Promise<Outcome> {
  const tcc = [hostileTool, mode, '{options}', '-o', '{output}', '{objects}', '{libraries}'];
  const toolchain: Toolchain = { version: 'hostile', compilers: { tcc: { version: 'hostile', tcc } } };
  const content = Buffer.from(program).toString('base64');
  const submission = Submission.parse({
    files: [{ path: 'main.c', content, encoding: 'base64' }],
    compiler: { name: 'tcc' },
    limits: { cpuMs: 1000, wallMs: 3000 },
  });
  const job = { id: `hostile-${mode}`, signal: new AbortController().signal };
  return createEvaluator({ cells: warden, toolchain }).evaluate(submission, job);
}

async function makeTree(directory: string, rootfs: string): Promise<void> {
  for (const name of ['dev', 'proc', 'tmp', 'usr/bin'])
    await mkdir(join(directory, 'compile', name), { recursive: true });
  await symlink(join(rootfs, 'run'), join(directory, 'run'));
  await buildProgram(join(source, 'tool.c'), join(directory, 'compile', hostileTool));
}

/** Compiles a C file to a static program with the host's gcc. */
export async function buildProgram(from: string, to: string): Promise<void> {
  await execute('gcc', ['-static', '-O1', '-w', '-o', to, from]);
}

async function startWeakened(directory: string, host: Host): Promise<Warden> {
  const copy = join(directory, 'weakened');
  const isSource = (path: string) => !path.startsWith(join(checkout, 'native/build'));
  await cp(join(checkout, 'native'), join(copy, 'native'), { recursive: true, filter: isSource });
  await cp(join(checkout, 'packages/sandbox'), join(copy, 'packages/sandbox'), { recursive: true });
  await symlink(join(checkout, 'node_modules'), join(copy, 'node_modules'));
  const rows = wallDown.map((call) => `ALLOW(${call}, COMPILE, "a wall taken down"),`).join('\n');
  await change(
    join(copy, 'native/src/policy.c'),
    /(const struct rule policy_rules\[\] = \{\n)/,
    `$1${rows}\n`,
  );
  await change(
    join(copy, 'native/src/landlock.c'),
    /if \(version == 0\) return 0;/,
    'if (version >= 0) return 0;',
  );
  await execute('make', [
    '--silent',
    '-j2',
    '-C',
    join(copy, 'native'),
    'CFLAGS=-O1',
    'build/cellblock-warden',
    'build/libcell.so',
  ]);
  const sandbox: typeof import('@cellblock/sandbox') = await import(
    pathToFileURL(join(copy, 'packages/sandbox/dist/index.js')).href
  );
  const executable = await host.executable(join(copy, 'native/build/cellblock-warden'));
  return sandbox.startWarden({ rootfs: directory, cgroup: host.cgroup, executable, ...options });
}

async function change(path: string, what: RegExp, to: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  if (!what.test(text))
    throw new Error(`${path} holds nothing like ${what}: say anew how to take this wall down`);
  await writeFile(path, text.replace(what, to));
}
