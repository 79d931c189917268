// Verifies a rootfs by compiling and running the smoke programs in it, by the templates of its toolchain.json.

import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linkTree, pretendProc, runInside } from './chroot.mjs';
import { commands, linkers, linkModes } from './recipe.mjs';
import { commandSmoke, gccSmoke, tccSmoke } from './smoke.mjs';

const smokeDirectory = fileURLToPath(new URL('smoke', import.meta.url));

/** Makes copies of both trees of `rootfs` in `scratch`, hands them to `use` as { compile, run }, and removes them. */
export async function withLinkedTrees(rootfs, scratch, use) {
  rmSync(scratch, { recursive: true, force: true });
  const trees = { compile: join(scratch, 'compile'), run: join(scratch, 'run') };
  try {
    for (const [name, copy] of Object.entries(trees)) await linkTree(join(rootfs, name), copy);
    return await use(trees);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Runs every row of the smoke table in linked trees and resolves to how many programs ran. The first one that
 * doesn't do what its row says is an error, and so is an artifact that differs from the one the gcc driver makes.
 */
export async function runSmoke(trees, toolchain) {
  let count = await runCommands(trees.run);
  pretendProc(trees.run, '/tmp/a.out');
  for (const row of gccSmoke) {
    for (const name of row.modes) {
      const mode = linkModes.find((candidate) => candidate.name === name);
      await compileWithGcc(trees, toolchain.compilers.gcc, row, mode);
      for (const linker of linkers) {
        await linkLikeGcc(trees, toolchain.compilers.gcc, row, { mode, linker });
        const title = `gcc ${[...row.options, name, linker].join(' ')} ${row.source}`;
        await expectRun(trees, row, title);
        count += 1;
      }
    }
  }
  for (const row of tccSmoke) {
    await compileWithTcc(trees, toolchain.compilers.tcc, row);
    await expectRun(trees, row, `tcc ${row.options.join(' ')} ${row.source}`);
    count += 1;
  }
  return count;
}

// A template with its placeholders filled in: a string for one element, an array for any number.
function fill(template, values) {
  return template.flatMap((argument) =>
    /^\{\w+\}$/.test(argument) ? values[argument.slice(1, -1)] : argument,
  );
}

async function compileWithGcc(trees, gcc, row, mode) {
  const source = row.source;
  const options = [...row.options, ...(mode.sanitized ? mode.options : [])];
  copyFileSync(join(smokeDirectory, source), join(trees.compile, 'tmp', source));
  const { stdout: assembly } = await must(trees.compile, fill(gcc.cc1, { source, options }));
  await must(trees.compile, fill(gcc.as, { output: 'main.o' }), assembly);
  await must(trees.compile, [
    '/usr/bin/gcc',
    ...row.options,
    ...mode.options,
    '-c',
    source,
    '-o',
    'expected.o',
  ]);
  expectSame(trees.compile, 'main.o', 'expected.o', source);
}

async function linkLikeGcc(trees, gcc, row, { mode, linker }) {
  const libraries = row.libraries.map((name) => `-l${name}`);
  const template = gcc.link[mode.name][linker];
  await must(trees.compile, fill(template, { output: 'a.out', objects: ['main.o'], libraries }));
  const driver = [
    '/usr/bin/gcc',
    `-fuse-ld=${linker}`,
    ...mode.options,
    'main.o',
    '-o',
    'expected',
    ...libraries,
  ];
  await must(trees.compile, driver);
  expectSame(trees.compile, 'a.out', 'expected', `${row.source} (${mode.name}, ${linker})`);
}

async function compileWithTcc(trees, { tcc }, row) {
  copyFileSync(join(smokeDirectory, row.source), join(trees.compile, 'tmp', row.source));
  const libraries = row.libraries.map((name) => `-l${name}`);
  const values = { options: row.options, output: 'a.out', objects: [row.source], libraries };
  await must(trees.compile, fill(tcc, values));
}

async function expectRun(trees, row, title) {
  copyFileSync(join(trees.compile, 'tmp/a.out'), join(trees.run, 'tmp/a.out'));
  const { status, signal, stdout, stderr } = await runInside(trees.run, ['/tmp/a.out']);
  if (status === row.status && stdout.toString() === row.stdout && row.stderr.test(stderr.toString())) return;
  throw new Error(`${title}: ended with ${signal ?? `status ${status}`} and said:\n${stdout}${stderr}`);
}

// As in a cell, there is no /proc: where there is one, the shell starts what it believes to be itself.
async function runCommands(tree) {
  const { stdout: list } = await must(tree, [commands.path, '--list']);
  const known = list.toString().split('\n');
  const unknown = commands.names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`${commands.path} doesn't know ${unknown.join(', ')}`);
  for (const { argv, stdout: wanted } of commandSmoke) {
    const { stdout } = await must(tree, argv);
    if (stdout.toString() !== wanted) throw new Error(`${argv.join(' ')} said: ${stdout}`);
  }
  return commandSmoke.length;
}

async function must(tree, argv, input) {
  const result = await runInside(tree, argv, { input });
  if (result.status === 0) return result;
  throw new Error(
    `${argv.join(' ')} ended with ${result.signal ?? `status ${result.status}`}:\n${result.stderr}`,
  );
}

function expectSame(tree, made, wanted, what) {
  if (readFileSync(join(tree, 'tmp', made)).equals(readFileSync(join(tree, 'tmp', wanted)))) return;
  throw new Error(`${what}: the templates make another file than gcc does`);
}
