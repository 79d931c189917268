// For comparison, where bubblewrap is installed: the same commands, each in a bubblewrap of its own.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, takeTurns } from '../sampling.mjs';
import { helloSource } from '../sources.mjs';

const bare = 'gcc -O1 a.c -o a -lm && ./a';
const walls = [
  '--unshare-all',
  '--die-with-parent',
  '--ro-bind',
  '/',
  '/',
  '--dev',
  '/dev',
  '--proc',
  '/proc',
];

/** Whether bubblewrap is here and allowed to work. */
export const hasBubblewrap = () => spawnSync('bwrap', [...walls, '/bin/true']).status === 0;

async function hello(setting, plan) {
  const [inside, outside] = [await setting.shell(), await setting.shell()];
  for (const { path } of [inside, outside]) writeFileSync(join(path, 'a.c'), helloSource(setting.number()));
  const wrap = ['bwrap', ...walls, '--bind', inside.path, inside.path].join(' ');
  const wrapped = `${wrap} gcc -O1 a.c -o a -lm && ${wrap} ./a`;
  const { ours, theirs } = await takeTurns(
    { ours: () => inside.run(wrapped), theirs: () => outside.run(bare) },
    plan,
  );
  return { ours: median(ours), theirs: median(theirs), value: median(ours) / median(theirs) };
}

async function nothing(setting, plan) {
  const program = setting.program('true');
  const bwrap = spawnSync('/bin/sh', ['-c', 'command -v bwrap'], { encoding: 'utf8' }).stdout.trim();
  const inside = await setting.launcher([bwrap, ...walls, program]);
  const outside = await setting.launcher([program]);
  const { ours, theirs } = await takeTurns({ ours: () => inside.run(), theirs: () => outside.run() }, plan);
  return { ours: median(ours), theirs: median(theirs), value: median(ours) - median(theirs) };
}

export const bubblewrapRows = [
  {
    name: 'bwrap-hello',
    title: 'bubblewrap around gcc, and around hello world',
    unit: 'ms',
    kind: 'ratio',
    theirsIs: bare,
    measure: hello,
  },
  {
    name: 'bwrap-true',
    title: 'bubblewrap around a /bin/true-like program',
    unit: 'ms',
    kind: 'difference',
    theirsIs: 'vfork, exec and wait',
    measure: nothing,
  },
];
