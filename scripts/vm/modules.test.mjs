import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadOrder } from './modules.mjs';

const tables = {
  dependencies: [
    'kernel/fs/ext4/ext4.ko: kernel/fs/jbd2/jbd2.ko kernel/fs/mbcache.ko',
    'kernel/fs/jbd2/jbd2.ko:',
    'kernel/fs/mbcache.ko:',
    'kernel/drivers/virtio/virtio_pci.ko.xz: kernel/drivers/virtio/virtio-ring.ko.xz',
    'kernel/drivers/virtio/virtio-ring.ko.xz: kernel/fs/mbcache.ko',
  ].join('\n'),
  builtin: 'kernel/lib/crc-t10dif.ko\n',
};

test('a module comes after all that it needs, and once', () => {
  assert.deepEqual(loadOrder(['virtio_pci', 'ext4', 'virtio_ring'], tables), [
    'kernel/fs/mbcache.ko',
    'kernel/drivers/virtio/virtio-ring.ko.xz',
    'kernel/drivers/virtio/virtio_pci.ko.xz',
    'kernel/fs/jbd2/jbd2.ko',
    'kernel/fs/ext4/ext4.ko',
  ]);
});

test('what is in the kernel is not loaded', () => {
  assert.deepEqual(loadOrder(['crc_t10dif', 'mbcache'], tables), ['kernel/fs/mbcache.ko']);
});

test('a module that the kernel lacks is an error, not a guest that never starts', () => {
  assert.throws(() => loadOrder(['nfs'], tables), /no module nfs/);
});
