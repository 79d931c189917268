// The profile of packaging/apparmor, loaded: the warden and its cells are under it, an honest program notices nothing,
// and what is outside of it is denied, to the warden and to a program alike.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { elfOf, keepBytes, play } from '../../../test/dist/attacks/native.js';
import { eventually, read, withWarden } from './expect.mjs';

const tunables = '/etc/apparmor.d/tunables/cellblock.d';
const trespasserPath = '/usr/lib/cellblock-trespasser';
const wardenLabel = 'cellblock-warden (enforce)';
const cellLabel = 'cellblock-cell//&cellblock-warden (enforce)';

// Says of each trespass whether it was allowed: a file of the host, a network, a capability, another program.
const trespasser = `
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
    printf("file %d\\n", open("/etc/shadow", O_RDONLY) >= 0);
    printf("network %d\\n", socket(AF_INET, SOCK_STREAM, 0) >= 0);
    printf("mount %d\\n", mount("none", "/mnt", "tmpfs", 0, NULL) == 0);
    printf("identity %d\\n", setuid(1000) == 0);
    fflush(stdout);
    execl("/usr/sbin/fsck", "fsck", "--version", NULL);
    printf("exec 0\\n");
}`;

mkdirSync(tunables, { recursive: true });
writeFileSync(
  `${tunables}/place`,
  `@{CELLBLOCK} += ${process.cwd()}\n@{CELLBLOCK_STATE} += ${process.env.CELLBLOCK_STATE}\n`,
);
execFileSync('apparmor_parser', ['-r', '-T', '-W', 'packaging/apparmor/cellblock-warden'], {
  stdio: 'inherit',
});

await withWarden(async (started) => {
  assert.equal(started.host.confinement, wardenLabel);
  const blob = await keepBytes(
    started,
    await elfOf('#include <unistd.h>\nint main(void) { for (;;) pause(); }'),
  );
  const report = play(started, { blob }, { limits: { wallMs: 5_000 } });
  const program = await eventually('a program at work', () => processes().find(isProgram));
  assert.equal(labelOf(program), cellLabel);
  assert.equal((await report).cause, 'wall');
});

execFileSync('gcc', ['-x', 'c', '-w', '-o', trespasserPath, '-'], { input: trespasser });
const allowed = (profile) => {
  const confined = profile === null ? [] : ['aa-exec', '-p', profile, '--'];
  const [command, ...args] = [...confined, trespasserPath];
  const { stdout } = spawnSync(command, args, { encoding: 'utf8' });
  spawnSync('umount', ['/mnt']);
  return stdout
    .split('\n')
    .filter((line) => / [01]$/.test(line))
    .join(', ');
};
assert.equal(allowed(null), 'file 1, network 1, mount 1, identity 1', 'nothing else is in the way');
assert.equal(allowed('cellblock-warden'), 'file 1, network 0, mount 1, identity 1, exec 0');
assert.equal(allowed('cellblock-cell'), 'file 0, network 0, mount 0, identity 0, exec 0');
console.log(`loaded, and what is outside of it is denied; programs run as ${cellLabel}`);

function processes() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
}

function isProgram(pid) {
  try {
    return read(`/proc/${pid}/cmdline`).startsWith('./a.out');
  } catch {
    return false; // gone while we looked
  }
}

function labelOf(pid) {
  return read(`/proc/${pid}/attr/current`);
}
