// This guest is the host that it was made to be, and the warden takes what it offers: cgroup v2 with its controllers, as
// root and as an ordinary user, in a group that systemd has delegated.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { release } from 'node:os';
import { eventually, read, warden, withWarden } from './expect.mjs';

const isRoot = process.geteuid() === 0;
const ownGroup = () => `/sys/fs/cgroup${read('/proc/self/cgroup').replace(/^0::/, '')}`;

assert.notEqual(release(), process.env.HOST_RELEASE, 'the kernel is another one');
assert.match(read('/sys/kernel/security/lsm'), /landlock.*apparmor/);
const given = ownGroup();

const probe = execFileSync(warden, ['--probe'], { encoding: 'utf8' });
console.log(probe);
assert.match(probe, /^cgroups\tyes\tversion 2/m);
assert.match(probe, /^landlock\tyes/m);
assert.match(probe, /^user namespace\tyes/m);
assert.match(probe, /^confinement\tpartial\tunconfined/m);
assert.equal(ownGroup(), given, 'to probe is to change nothing');

const first = await withWarden(look);
// The leaf that the first warden has moved us to, and no leaf of the leaf.
assert.equal(ownGroup(), `${given}/supervisor`);
const second = await withWarden(look);
assert.equal(ownGroup(), `${given}/supervisor`);
for (const base of [first, second]) assert.ok(!existsSync(base), `${base} is gone with its warden`);

async function look({ host, pid }) {
  console.log(JSON.stringify(host));
  assert.equal(host.cgroup, 'v2');
  assert.equal(host.privilege, isRoot ? 'root' : 'rootless');
  assert.equal(host.confinement, 'unconfined');
  const base = `${given}/cellblock-${pid}`;
  const cell = await eventually("a cell's group", () =>
    readdirSync(base).find((name) => name.startsWith('cell-')),
  );
  for (const file of ['memory.max', 'memory.peak', 'pids.max', 'cpu.stat'])
    assert.ok(existsSync(`${base}/${cell}/${file}`), file);
  return base;
}
console.log(`${isRoot ? 'root' : 'rootless'}, cgroup v2, Linux ${release()}: as it must be`);
