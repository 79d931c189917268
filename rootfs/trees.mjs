// Builds the two trees: `compile` out of Debian packages, `run` out of a few files of it.

import {
  chmodSync,
  cpSync,
  lchownSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { mustRun } from '../scripts/command.mjs';
import { transportSettings } from './debian.mjs';
import {
  commands,
  epochSeconds,
  excludes,
  keptDirectories,
  mountPoints,
  packages,
  runFiles,
  zygoteMountPoint,
} from './recipe.mjs';
import { resolveInside, treeEntries } from './tree-walk.mjs';

/**
 * Unpacks the packages into `tree`, which must not exist, and checks that they are the expected ones: Debian may
 * have published an update in between. `lock` is the descriptor of a lock that is to be held as long as anything writes.
 */
export async function unpackCompileTree({ tree, suite, sources, expected, lock }) {
  const sums = `${tree}.sums`;
  await mustRun(
    [
      'mmdebstrap',
      '--quiet',
      '--mode=root',
      '--variant=extract',
      '--architectures=amd64',
      '--skip=chroot/mount,output/dev',
      '--format=directory',
      `--include=${packages.map(({ name }) => name).join(',')}`,
      ...excludes.flatMap(({ paths }) => paths.map((path) => `--dpkgopt=path-exclude=${path}`)),
      ...(await transportSettings()).map((line) => `--aptopt=${line}`),
      '--extract-hook=sha256sum "$1"/var/cache/apt/archives/*.deb > "$SUMS"',
      suite,
      tree,
      sources,
    ],
    {
      env: { ...process.env, SUMS: sums, SOURCE_DATE_EPOCH: String(epochSeconds), LC_ALL: 'C.UTF-8' },
      // mmdebstrap goes on when we are killed; as it and its children have the lock too, the next build waits.
      descriptors: [lock],
    },
  );
  checkPackages(readFileSync(sums, 'utf8'), expected);
  rmSync(sums);
}

/** Takes from the compile tree what compilers don't need; the run tree is made by then. */
export function trimCompileTree(tree) {
  for (const name of readdirSync(tree)) {
    if (!keptDirectories.includes(name)) rmSync(join(tree, name), { recursive: true });
  }
  addMountPoints(tree);
  mkdirSync(join(tree, zygoteMountPoint));
}

/** Copies the files of the run tree out of the compile tree into `tree`, which must not exist. */
export function buildRunTree({ compileTree, tree }) {
  for (const { path } of runFiles) {
    const target = join(tree, path);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(resolveInside(compileTree, path), target, { recursive: true });
  }
  addCommands(tree, resolveInside(compileTree, commands.path));
  addMountPoints(tree);
}

// As on Debian, /bin and /usr/bin are one directory.
function addCommands(tree, program) {
  const [directory, name] = [dirname(commands.path), basename(commands.path)];
  mkdirSync(join(tree, directory));
  cpSync(program, join(tree, commands.path));
  for (const command of commands.names) symlinkSync(name, join(tree, directory, command));
  symlinkSync(relative('/usr', directory), join(tree, 'usr/bin'));
}

/** Gives all of a tree to root, takes writing from everyone else and set-id bits away, and sets every time alike. */
export function settleTree(tree) {
  // Deepest first: a directory's time is set when nothing in it changes any more.
  for (const path of [...treeEntries(tree)].reverse()) {
    const absolute = join(tree, path);
    const entry = lstatSync(absolute);
    if (!entry.isFile() && !entry.isDirectory() && !entry.isSymbolicLink()) {
      throw new Error(`${path} in the rootfs is neither file, directory nor link`);
    }
    lchownSync(absolute, 0, 0);
    if (!entry.isSymbolicLink()) chmodSync(absolute, entry.mode & 0o755);
    lutimesSync(absolute, epochSeconds, epochSeconds);
  }
}

function addMountPoints(tree) {
  for (const name of mountPoints) mkdirSync(join(tree, name), { mode: 0o755 });
}

function checkPackages(sums, expected) {
  const found = sums.split('\n').flatMap((line) => line.match(/^[0-9a-f]{64}/) ?? []);
  const wanted = expected.map(({ sha256 }) => sha256);
  if (found.sort().join() === wanted.sort().join()) return;
  throw new Error('Debian published an update while the rootfs was built; start again');
}
