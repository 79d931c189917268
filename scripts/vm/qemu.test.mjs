import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qemuCommand } from './qemu.mjs';

const guest = { kernel: '/k', initramfs: '/i', disks: ['/a', '/b'], consoleLog: '/log' };

test('disks are never written to, and the last thing that ends the guest is this process', () => {
  const command = qemuCommand({ ...guest, accel: 'tcg' });
  const drives = command.filter((word) => word.startsWith('file=/'));
  assert.equal(drives.length, 2);
  for (const drive of drives) assert.match(drive, /snapshot=on/);
  assert.deepEqual(command.slice(0, 3), ['setpriv', '--pdeathsig', 'KILL']);
});

test('only an emulated guest has a clock of its own', () => {
  assert.ok(qemuCommand({ ...guest, accel: 'tcg' }).includes('-icount'));
  assert.ok(!qemuCommand({ ...guest, accel: 'kvm' }).includes('-icount'));
});
