// Hosts that are set otherwise than most: cells are the same on them.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { access, mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { after, describe, it } from 'node:test';
import { type CellReport, SandboxError } from '@cellblock/sandbox';
import { type Lab, openLab } from './cell.js';
import { native, rootfs, withDirectory } from './places.js';
import { probe } from './probe.js';
import { MiB, textOf } from './spec.js';

const warden = `${native}/build/cellblock-warden`;
const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** A lab whose warden is started by these lines of a shell, with its options in "$@". */
function inLab<T>(script: string, use: (lab: Lab) => Promise<T>): Promise<T> {
  return withDirectory(async (directory) => {
    const executable = `${directory}/launch`;
    await writeFile(executable, `#!/bin/sh -e\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n${script}\n`, {
      mode: 0o755,
    });
    const { compilers } = JSON.parse(await readFile(`${rootfs}/toolchain.json`, 'utf8'));
    const lab = await openLab({ executable, huge: compilers.gcc.cc1[0] });
    try {
      return await use(lab);
    } finally {
      await lab.close();
    }
  });
}

const hello = probe('say("hello", "%d", 1);');
const takes = (bytes: number) =>
  probe(`char *all = malloc(${bytes}); memset(all, 1, ${bytes}); say("last", "%d", all[getpid() * 4096]);`);

function assertRan(report: CellReport): void {
  assert.deepEqual([report.cause, report.exitCode], ['exit', 0], textOf(report, 'stderr'));
}

describe('cells are the same', () => {
  it('where new files are for nobody else', async () => {
    await inLab(`umask 077; exec ${warden} "$@"`, async (lab) => assertRan(await lab.run(hello)));
  });

  const noExec = '/proc/sys/vm/memfd_noexec';
  it('where files in memory are not executed unless they say so', async (context) => {
    if (!(await isThere(noExec))) return context.skip('needs Linux 6.3');
    const inside = `echo 1 >${noExec} && exec ${warden} "$@"`;
    const script = `exec unshare --pid --fork --mount-proc sh -ec '${inside}' sh "$@"`;
    await inLab(script, async (lab) => assertRan(await lab.run(hello)));
  });

  const group = `/sys/fs/cgroup/memory/cellblock-test-${randomUUID()}`;
  after(() => rmdir(group).catch(() => undefined));
  it('where all of them together have less memory than one may have', async (context) => {
    if (!(await isThere('/sys/fs/cgroup/memory/memory.limit_in_bytes')))
      return context.skip('needs memory groups of version 1');
    await mkdir(group);
    await writeFile(`${group}/memory.limit_in_bytes`, String(200 * MiB));
    await inLab(`echo $$ >${group}/cgroup.procs; exec ${warden} "$@"`, async (lab) => {
      const limits = { memoryBytes: 400 * MiB };
      // Not the program's limit was met, so it isn't told of the program.
      await assert.rejects(
        lab.run(takes(300 * MiB), { limits }),
        (error) => error instanceof SandboxError && /cgroup_limit.*ENOMEM/.test(error.message),
      );
      assert.equal((await lab.run(takes(100 * MiB), { limits: { memoryBytes: 50 * MiB } })).cause, 'memory');
      assertRan(await lab.run(takes(100 * MiB), { limits }));
    });
  });
});
