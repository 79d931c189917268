// SELinux enforces the policy of packaging/selinux: the warden and programs are in their domains, honest work notices nothing
// and is denied nothing, and what is outside of the policy is denied to the warden and to a program alike, each of which
// is allowed it where the kernel only watches.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, realpathSync, writeFileSync } from 'node:fs';
import { Submission } from '../../../packages/contract/dist/index.js';
import { createEvaluator, loadToolchain, openForkServers } from '../../../packages/evaluate/dist/index.js';
import { labelOf, labelOfProgram, read, rootfs, warden, withWarden } from './expect.mjs';
import { allowed, buildTrespasser, trespasserPath } from './trespass.mjs';

const enforce = '/sys/fs/selinux/enforce';
const domain = (type) => `system_u:system_r:${type}:s0`;
const typeOf = (path) => execFileSync('stat', ['--format=%C', path], { encoding: 'utf8' }).split(':')[2];

const honest = [
  {
    source: '#include <stdio.h>\nint main(void) { puts("hello"); }',
    output: 'hello\n',
  },
  {
    // Its own files, mapped and not, and a device.
    source: `
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void) {
    int fd = mkdir("d", 0755) < 0 ? -1 : open("d/f", O_RDWR | O_CREAT, 0644);
    if (fd < 0 || ftruncate(fd, 4096) < 0) return 1;
    char *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED || read(open("/dev/urandom", O_RDONLY), at + 1, 1) != 1) return 2;
    *at = getchar();
    if (rename("d/f", "g") < 0 || unlink("g") < 0 || rmdir("d") < 0) return 3;
    return putchar(*at) != 'x';
}`,
    stdin: 'x',
    output: 'x',
  },
  {
    source: `
#include <stdlib.h>
int main(void) { return system("mkfifo p && { cat <p & echo through >p; wait; }"); }`,
    profile: 'processes',
    output: 'through\n',
  },
  {
    source: '#include <stdio.h>\nint main(void) { puts("strict"); }',
    profile: 'strict',
    output: 'strict\n',
  },
  {
    source: '#include <stdio.h>\nint main(void) { puts("checked"); }',
    compiler: { sanitize: ['address'] },
    output: 'checked\n',
  },
];

assert.equal(read(enforce), '1', 'the kernel enforces');
writeFileSync('/proc/sys/kernel/printk_ratelimit', '0'); // a denial that isn't told can't be found
assert.equal(typeOf(warden), 'cellblock_exec_t');
assert.equal(typeOf(`${realpathSync(rootfs)}/compile/usr/bin/as`), 'cellblock_tree_t');

const toolchain = await loadToolchain(realpathSync(rootfs));
const huge = toolchain.compilers.gcc.cc1[0];
await withWarden(work, { cells: 32, zygotes: true, huge });
assert.deepEqual(denials(), [], 'honest work is denied nothing');

async function work(started) {
  assert.equal(started.host.confinement, domain('cellblock_t'));
  assert.equal(labelOf(started.pid), domain('cellblock_t'));
  const troubles = [];
  const forkServers = openForkServers(started, (error) => troubles.push(error));
  const evaluator = createEvaluator({ cells: started, toolchain, forkServers });
  for (const one of honest) await evaluateHonest(evaluator, one);
  await forkServers.settled();
  await evaluateHonest(evaluator, honest[0]);
  assert.deepEqual(troubles, []);
  assert.equal(await labelOfProgram(started), domain('cellblock_cell_t'));
}

async function evaluateHonest(evaluator, { output, ...submission }) {
  const { signal } = new AbortController();
  const { head, chunks } = await evaluator.evaluate(Submission.parse(submission), { id: 'honest', signal });
  assert.equal(head.verdict, 'ok', JSON.stringify(head));
  assert.equal(Buffer.concat(chunks.map(({ bytes }) => bytes)).toString(), output);
}

buildTrespasser();
execFileSync('chcon', ['--type=cellblock_trial_exec_t', trespasserPath]);
const within = (type) => allowed('runcon', '--type', type);
const everything = 'file 1, network 1, mount 1, trace 1, identity 1';
assert.equal(allowed(), everything, 'nothing else is in the way');
assert.equal(within('cellblock_t'), 'file 0, network 0, mount 0, trace 0, identity 1, exec 0');
assert.equal(within('cellblock_cell_t'), 'file 0, network 0, mount 0, trace 0, identity 0, exec 0');
for (const type of ['cellblock_t', 'cellblock_cell_t']) {
  assert.ok(
    denials().some((line) => line.includes(`scontext=${domain(type)}`)),
    'a denial is told',
  );
}
writeFileSync(enforce, '0');
for (const type of ['cellblock_t', 'cellblock_cell_t']) {
  assert.equal(within(type), everything, `${type} is allowed it all where nothing is enforced`);
}
writeFileSync(enforce, '1');
console.log(`enforced, and what is outside of it is denied; programs run as ${domain('cellblock_cell_t')}`);

// What the kernel has told so far. It has to be asked directly: dmesg has a domain of its own, which may not answer us.
function denials() {
  const found = [];
  const record = Buffer.alloc(8192);
  const log = openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    for (;;) found.push(record.toString('utf8', 0, readSync(log, record)));
  } catch (error) {
    if (error.code !== 'EAGAIN') throw error; // the end
  } finally {
    closeSync(log);
  }
  return found.filter((line) => /avc: +denied/.test(line) && /:cellblock_/.test(line));
}
