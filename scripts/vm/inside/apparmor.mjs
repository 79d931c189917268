// The profile of packaging/apparmor, loaded: the warden and its cells are under it, an honest program notices nothing,
// and what is outside of it is denied, to the warden and to a program alike.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { eventually, read, withWarden } from './expect.mjs';

const tunables = '/etc/apparmor.d/tunables/cellblock.d';
const program = '/usr/lib/cellblock-trespasser';
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
  `@{CELLBLOCK} += ${process.cwd()}\\n@{CELLBLOCK_STATE} += ${process.env.CELLBLOCK_STATE}\\n`,
);
execFileSync('apparmor_parser', ['-r', '-T', '-W', 'packaging/apparmor/cellblock-warden'], {
  stdio: 'inherit',
});

await withWarden(async ({ host, pid }) => {
  assert.equal(host.confinement, 'cellblock-warden (enforce)');
  const cell = await eventually('a cell that waits', () => childrenOf(pid)[0]);
  assert.equal(read(`/proc/${cell}/attr/current`), 'cellblock-warden (enforce)');
});

execFileSync('gcc', ['-x', 'c', '-w', '-o', program, '-'], { input: trespasser });
const allowed = (profile) => {
  const command = profile === null ? [program] : ['aa-exec', '-p', profile, '--', program];
  const { stdout } = spawnSync(command[0], command.slice(1), { encoding: 'utf8' });
  return stdout
    .split('\\n')
    .filter((line) => / [01]$/.test(line))
    .join(', ');
};
spawnSync('umount', ['/mnt']);
assert.equal(allowed(null), 'file 1, network 1, mount 1, identity 1', 'nothing else is in the way');
spawnSync('umount', ['/mnt']);
assert.equal(allowed('cellblock-cell'), 'file 0, network 0, mount 0, identity 0, exec 0');
assert.match(
  spawnSync('aa-exec', ['-p', 'cellblock-warden', '--', '/usr/sbin/fsck'], { encoding: 'utf8' }).stderr,
  /denied/i,
);
console.log(`loaded, and what is outside of it is denied; programs run as ${cellLabel}`);

function childrenOf(pid) {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
}
