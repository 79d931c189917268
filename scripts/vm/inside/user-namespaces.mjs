// Where the host keeps user namespaces from ordinary users, the probe and the warden's start say which setting it is and
// what to do. AppArmor's own restriction is of newer kernels: obstacle-test has it with a directory for /proc.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { ordinaryUser } from '../recipe.mjs';
import { read, rootfs, warden } from './expect.mjs';

const settings = [
  [
    '/proc/sys/kernel/unprivileged_userns_clone',
    /unprivileged_userns_clone is 0\): sysctl .*=1, or run the worker as root/,
  ],
  ['/proc/sys/user/max_user_namespaces', /max_user_namespaces is 0\): sysctl .*, or run the worker as root/],
];

const asUser = (...argv) => {
  const { id } = ordinaryUser;
  const drop = ['setpriv', '--reuid', String(id), '--regid', String(id), '--clear-groups'];
  const { stdout, stderr, status } = spawnSync(drop[0], [...drop.slice(1), ...argv], { encoding: 'utf8' });
  return { stdout, stderr, status };
};

assert.match(asUser(warden, '--probe').stdout, /^user namespace\tyes/m);
for (const [path, words] of settings) {
  const usual = read(path);
  writeFileSync(path, '0');
  try {
    const { stdout } = asUser(warden, '--probe');
    const fact = stdout.split('\n').find((line) => line.startsWith('user namespace\t'));
    console.log(fact);
    assert.match(fact, /\tno\t/);
    assert.match(fact, words);
    const { stderr, status } = asUser(warden, '--rootfs', rootfs, '--control', '0');
    console.log(stderr.trimEnd());
    assert.equal(status, 1);
    assert.match(stderr, /cannot enter a user namespace/);
    assert.match(stderr, words);
  } finally {
    writeFileSync(path, usual);
  }
}
assert.match(asUser(warden, '--probe').stdout, /^user namespace\tyes/m);
