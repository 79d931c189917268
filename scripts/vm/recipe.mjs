// What the guest is made of. A change here, or in guest-system.mjs or initramfs.mjs, makes another one.

/** What is asked of Debian for the guest; what these depend on comes with them. */
export const guestPackages = [
  { name: 'systemd-sysv', reason: 'systemd as the first process' },
  { name: 'dbus', reason: 'systemd-run asks systemd through it' },
  { name: 'apparmor', reason: 'loads profiles' },
  { name: 'kmod', reason: 'modules that the kernel asks for' },
  { name: 'busybox-static', reason: 'the shell of the initramfs' },
  { name: 'redis-server', reason: 'the queue' },
  { name: 'gcc', reason: 'tests build programs' },
  { name: 'libc6-dev', reason: 'the same' },
  { name: 'make', reason: 'attacks build a warden of their own' },
  { name: 'libseccomp-dev', reason: 'the same' },
  { name: 'tcc', reason: 'the same' },
  { name: 'libseccomp2', reason: 'the warden is linked to it' },
  { name: 'libstdc++6', reason: 'Node.js is linked to it' },
  { name: 'iproute2', reason: 'networks that attacks must not reach' },
];

/** The kernel: its newest version is fetched and unpacked, and installed nowhere. */
export const kernelPackage = 'linux-image-amd64';

/** What finds the disks and mounts them; all other modules are loaded when they are asked for. */
export const firstModules = ['virtio_pci', 'virtio_blk', 'crc32c_generic', 'ext4'];

/** Units that would only take time. */
export const maskedUnits = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'console-getty.service',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'e2scrub_reap.service',
  'fstrim.timer',
  'getty.target',
  'logrotate.timer',
  'redis-server.service',
  'systemd-networkd.service',
  'systemd-resolved.service',
  'systemd-timesyncd.service',
];

/** The ordinary user of the guest. */
export const ordinaryUser = { name: 'cellblock', id: 1000 };

/** Where the guest finds the checkout with all that is built, Node.js and the rootfs. */
export const place = '/srv';
