// Runs programs inside a tree without touching it: in a copy made of hard links, as nobody, with its own /tmp.

import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun, runCommand } from '../scripts/command.mjs';

const nobody = 65534;
const timeoutMs = 60_000;

/** Copies a tree to `copy` by hard links, with a /tmp where anyone may write. Both must be on one file system. */
export async function linkTree(tree, copy) {
  mkdirSync(join(copy, '..'), { recursive: true });
  await mustRun(['cp', '--archive', '--link', tree, copy]);
  chmodSync(join(copy, 'tmp'), 0o1777);
}

// By perl, which is on every Debian: unshare(1) wants more privileges than a container's build has, and chroot(1) can't
// choose the directory to start in.
const enter =
  'my ($root, $id) = splice @ARGV, 0, 2; chroot $root and chdir "/tmp" or die "chroot: $!\\n"; ' +
  '$) = "$id $id"; $( = $id; $< = $> = $id; $> == $id or die "setuid: $!\\n"; exec @ARGV or die "$ARGV[0]: $!\\n"';

/** Runs argv with `tree` as its root, in its /tmp, and resolves to what runCommand does; a minute is the most. */
export function runInside(tree, argv, { input } = {}) {
  // PATH serves perl here and the gcc driver inside.
  return runCommand(['perl', '-e', enter, tree, String(nobody), ...argv], {
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
    input,
    timeoutMs,
  });
}

/**
 * Puts into the /proc of a copy what the sanitizers read there: their options, of which looking for leaks is off, as
 * it takes ptrace, and the name of the program. Mounting a real one would take more privileges than building does.
 */
export function pretendProc(copy, program) {
  mkdirSync(join(copy, 'proc/self'));
  writeFileSync(join(copy, 'proc/self/environ'), 'ASAN_OPTIONS=detect_leaks=0\0');
  symlinkSync(program, join(copy, 'proc/self/exe'));
}
