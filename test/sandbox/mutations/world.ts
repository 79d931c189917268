// Without namespaces, mounts, the scratch directory's bounds, Landlock.

import type { Edit, Mutation } from '../mutations.js';

const nursery = (from: string, to: string): Edit => ({ file: 'nursery.c', from, to });
const jail = (from: string, to: string): Edit => ({ file: 'jail.c', from, to });
const tree = (from: string, to: string): Edit => ({ file: 'tree.c', from, to });
const become = (from: string, to: string): Edit => ({ file: 'become.c', from, to });
const start = (from: string, to: string): Edit => ({ file: 'start.c', from, to });
const policy = (from: string, to: string): Edit => ({ file: 'policy.c', from, to });

const notTheirs = /it is not the host/;
const hostName = jail('check(sethostname("cellblock", 9), STEP_HOSTNAME);', '');

const pastMemory = 'root: no way past what the host has in memory of it';
const disk: Mutation[] = [
  {
    name: 'the look at O_DIRECT',
    edits: [
      policy('"scratch files, libraries, headers", MASKED(2, O_DIRECT, 0)', '"any", {0}'),
      policy('FAIL_IF(openat, FILES | COMPILE,', 'FAIL_IF(sendto, FILES | COMPILE,'),
    ],
    fall: { [pastMemory]: /direct: 'ok'/ },
  },
  {
    name: 'the show of fsync',
    edits: [policy('SHOW(fsync, FILES,', 'ALLOW(fsync, FILES,')],
    fall: { [pastMemory]: /fsync: '-1 0'/ },
  },
];

const namespaces: Mutation[] = [
  {
    name: 'the pid namespace',
    edits: [nursery('CLONE_NEWPID | ', '')],
    fall: {
      'pid namespace': notTheirs,
      'processes: two, and no others to be reached': /self:/,
      'session: one of its own': /2 2/,
      'end: when the report comes, all are dead': /\[\]/,
    },
  },
  // The first cell's pivot_root then is the warden's own.
  {
    name: 'the mount namespace',
    edits: [nursery('CLONE_NEWNS | ', '')],
    fall: { 'mnt namespace': /sandbox failed at|notEqual|it is not the host/ },
  },
  {
    name: 'the net namespace',
    edits: [nursery('CLONE_NEWNET | ', '')],
    fall: { 'net namespace': notTheirs, 'network: a loopback that nothing has used': /lo/ },
  },
  {
    name: 'the ipc namespace',
    edits: [nursery('CLONE_NEWIPC | ', '')],
    fall: { 'ipc namespace': notTheirs },
  },
  // Both, or it would be the host that got the name.
  {
    name: 'the uts namespace',
    edits: [nursery(' | CLONE_NEWUTS', ''), hostName],
    fall: { 'uts namespace': notTheirs, 'host name': /cellblock/ },
  },
  { name: 'the host name', edits: [hostName], fall: { 'host name': /cellblock/ } },
  {
    name: 'the cgroup namespace',
    edits: [jail('check(unshare(CLONE_NEWCGROUP), STEP_NAMESPACE);', '')],
    fall: { 'cgroup namespace': notTheirs, 'control group: its path is not seen': /cellblock-/ },
  },
  // Without a map there is no identity to change to.
  {
    name: 'the user namespace',
    mode: 'rootless',
    edits: [become('        map_identity();', '        if (false) map_identity();')],
    fall: {
      'user namespace': /sandbox failed at/,
      'identity: means nothing outside of a user namespace': /sandbox failed at/,
    },
  },
];

const oldRoot = 'check(umount2(".", MNT_DETACH), STEP_PIVOT);';
const pivot = `check((int)syscall(SYS_pivot_root, ".", "."), STEP_PIVOT);\n    ${oldRoot}`;
const bindTree = 'mount(NULL, target, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL)';
const bindDevices = 'MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NOEXEC;';
const procFlags = 'MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY;';
const trees = (name: string, to: string, fall: Mutation['fall']): Mutation => ({
  name: `${name} on the trees`,
  edits: [tree(bindTree, bindTree.replace(`MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV`, to))],
  fall,
});
const scratch = (name: string, to: string, fall: Mutation['fall']): Mutation => ({
  name: `${name} on the scratch directory`,
  edits: [jail('"tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options', `"tmpfs", ${to}, options`)],
  fall,
});

const mounts: Mutation[] = [
  {
    name: 'pivot_root, for a chroot',
    edits: [jail(pivot, 'check(chroot("."), STEP_PIVOT);')],
    fall: { 'root: a pivot, not a chroot that can be left': /compile/ },
  },
  {
    name: 'the old root’s end',
    edits: [jail(oldRoot, '')],
    fall: { 'mounts: nothing of the old root': /compile/ },
  },
  {
    name: 'the tree, for another',
    edits: [jail('[TREE_RUN] = "/run"', '[TREE_RUN] = "/compile"')],
    fall: { 'root: the run tree and nothing else': /sandbox failed at exec/ },
  },
  trees('read-only', 'MS_REMOUNT | MS_BIND | MS_NOSUID | MS_NODEV', {
    'root: read-only': /EACCES/,
    'mount flags': /rw/,
    'mounts of a compile cell': /rw/,
  }),
  trees('nosuid', 'MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NODEV', {
    'mount flags': /nosuid/,
    'mounts of a compile cell': /nosuid/,
  }),
  trees('nodev', 'MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID', {
    'mount flags': /nodev/,
    'mounts of a compile cell': /nodev/,
  }),
  {
    name: 'read-only on /dev',
    edits: [tree(bindDevices, bindDevices.replace(' | MS_RDONLY', ''))],
    fall: { 'root: read-only': /device: 'EACCES'/, 'mount flags': /rw/ },
  },
  {
    name: 'noexec on /dev',
    edits: [tree(bindDevices, bindDevices.replace(' | MS_NOEXEC', ''))],
    fall: { 'devices: no memory to execute': /map: 'ok'/, 'mount flags': /noexec/ },
  },
  {
    name: 'a device that is none of the five',
    edits: [tree('"random", "urandom"', '"random", "tty"')],
    fall: { 'devices: five, of which none keeps anything': /tty/ },
  },
  {
    name: 'hidepid on /proc',
    edits: [jail('subset=pid,hidepid=invisible', 'subset=pid')],
    fall: { '/proc: nothing but the program': /'1'/ },
  },
  {
    name: 'subset on /proc',
    edits: [jail('subset=pid,hidepid=invisible', 'hidepid=invisible')],
    fall: { '/proc: nothing but the program': /meminfo/ },
  },
  {
    name: 'read-only on /proc',
    edits: [jail(procFlags, procFlags.replace(' | MS_RDONLY', ''))],
    fall: { 'mount flags': /rw/ },
  },
  {
    name: 'Landlock',
    behind: [jail(procFlags, procFlags.replace(' | MS_RDONLY', ''))],
    edits: [{ file: 'landlock.c', from: 'if (version == 0) return 0;', to: 'if (version >= 0) return 0;' }],
    fall: { 'landlock: nothing outside of the scratch directory is opened for writing': /ok/ },
  },
  {
    name: 'Landlock around commands',
    behind: [policy('ALLOW(execve, PROCESSES,', 'ALLOW(execve, FILES,')],
    edits: [
      { file: 'landlock.c', from: 'compile ? READ_TREE | EXECUTE : READ_TREE', to: 'READ_TREE | EXECUTE' },
    ],
    // The command gets as far as a call that its profile doesn't allow.
    fall: { 'commands: executed in no profile but processes': /setgid/ },
  },
  scratch('nosuid', 'MS_NODEV | MS_NOEXEC', { 'mount flags': /nosuid/ }),
  scratch('nodev', 'MS_NOSUID | MS_NOEXEC', { 'mount flags': /nodev/ }),
  scratch('noexec', 'MS_NOSUID | MS_NODEV', {
    'mount flags': /noexec/,
    'scratch: nothing in it is executed': /map: 'ok'/,
  }),
  {
    name: 'the mode of the scratch directory',
    edits: [jail('mode=0700', 'mode=0777')],
    fall: { 'scratch: empty, ours, where we begin': /777/ },
  },
  {
    name: 'the size of the scratch directory',
    edits: [
      start('if (spec->scratch_bytes == now->bytes', 'if (now->bytes || spec->scratch_bytes == now->bytes'),
    ],
    fall: {
      'scratch: as many bytes as allowed': /kib: '1024'/,
      'scratch: as many files as allowed': /made: '500'/,
    },
  },
];

export const worldMutations: readonly Mutation[] = [...namespaces, ...mounts, ...disk];
