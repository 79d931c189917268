// The host's gcc, taken apart: its templates as `gcc -###` prints them, and its cc1 run for fixtures.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fillTemplate, Toolchain } from '../toolchain.js';

const linkOptions = {
  dynamic: [],
  static: ['-static'],
  address: ['-fsanitize=address'],
  undefined: ['-fsanitize=undefined'],
  'address+undefined': ['-fsanitize=address,undefined'],
};

/** A toolchain of the host's own tools. */
export const hostToolchain: Toolchain = readToolchain();

function readToolchain(): Toolchain {
  const [cc1 = [], as = []] = commandsOf(['-c', 'main.c']);
  const source = (element: string) => (element === 'main.c' ? '{source}' : element);
  const link = Object.fromEntries(
    Object.entries(linkOptions).map(([mode, options]) => [
      mode,
      { gold: linkerOf('ld.gold', options), bfd: linkerOf('ld.bfd', options) },
    ]),
  );
  return Toolchain.parse({
    version: 'host',
    compilers: {
      gcc: {
        version: execFileSync('gcc', ['-dumpfullversion'], { encoding: 'utf8' }).trim(),
        cc1: [...cc1.slice(0, -2).map(source), '{options}', '-o', '-'],
        as: ['/usr/bin/as', ...as.slice(1, as.indexOf('-o')), '-o', '{output}'],
        link,
      },
    },
  });
}

function linkerOf(linker: string, options: readonly string[]): string[] {
  const last = commandsOf([...options, 'object.o', '-o', 'a.out', '-lcellblock']).at(-1) ?? [];
  const placeholders = new Map([
    ['object.o', '{objects}'],
    ['-lcellblock', '{libraries}'],
    ['a.out', '{output}'],
  ]);
  const withoutPlugin = last.slice(1).filter((element) => !/^-plugin|liblto_plugin/.test(element));
  return [`/usr/bin/${linker}`, ...withoutPlugin.map((element) => placeholders.get(element) ?? element)];
}

/** The command lines that gcc's driver would run. */
function commandsOf(args: readonly string[]): string[][] {
  const { stderr } = spawnSync('gcc', ['-###', ...args], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin' },
  });
  return stderr
    .split('\n')
    .filter((line) => line.startsWith(' '))
    .map((line) => (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', '')));
}

export type Said = { stderr: Buffer; status: number | null };

/** Runs the host's cc1 on main.c of the files with exactly these options, without environment. */
export function runCc1(files: Record<string, string | Buffer>, options: readonly string[]): Said {
  const { gcc } = hostToolchain.compilers;
  assert.ok(gcc);
  const [program = '', ...args] = fillTemplate(gcc.cc1, { source: 'main.c', options });
  return inDirectory(files, (cwd) => {
    const { stderr, status } = spawnSync(program, args, { cwd, env: {}, maxBuffer: 1 << 28 });
    return { stderr, status };
  });
}

/** Calls `work` with a directory that holds the files and is gone afterwards. */
export function inDirectory<Value>(
  files: Record<string, string | Buffer>,
  work: (directory: string) => Value,
): Value {
  const directory = mkdtempSync(join(tmpdir(), 'cellblock-evaluate-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    return work(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
