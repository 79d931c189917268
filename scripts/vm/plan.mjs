// What is run in the guest: a part a row, in this order.

import { ordinaryUser, place } from './recipe.mjs';

const node = `${place}/node`;
const checkout = `${place}/checkout`;
const attacks = [node, 'test/dist/attacks/run.js', '--parallel', '2'];
const layers = [node, '--test', '--test-reporter=spec', 'test/dist/sandbox/layers.test.js'];
// Its trees lie in /tmp, where a label of their own is due to them.
const cellsTestUnderPolicy =
  'unshare --mount sh -ec "mount -t tmpfs none /tmp; chcon --type=cellblock_tree_t /tmp; ' +
  'exec native/build/tests/cells-test"';
// A class of each kind of wall; the whole takes very long where every instruction is emulated.
const sample = ['--class', 'C,D,G'];

/** The kernel's options for a guest with the one security module or the other; parts that say nothing get the first. */
export const kernels = {
  apparmor: ['security=apparmor'],
  selinux: ['security=selinux', 'selinux=1', 'enforcing=1'],
};

/**
 * Rows of { name, title, argv, minutes, asUser, lsm, long }: a command in the checkout, as root or as the ordinary user,
 * for so many minutes of the guest at most, under the security module `lsm`; `long` ones are run with --all alone.
 */
export const parts = [
  {
    name: 'host',
    title: "Debian's kernel and systemd: the warden takes cgroup v2, as root",
    argv: [node, 'scripts/vm/inside/host.mjs'],
    minutes: 10,
  },
  {
    name: 'rootless',
    title: 'the same as an ordinary user, in a group that systemd has delegated',
    argv: [node, 'scripts/vm/inside/host.mjs'],
    asUser: true,
    minutes: 10,
  },
  {
    name: 'user-namespaces',
    title: 'what is said where ordinary users may have no user namespaces',
    argv: [node, 'scripts/vm/inside/user-namespaces.mjs'],
    minutes: 5,
  },
  {
    name: 'native',
    title: 'native tests',
    argv: ['sh', '-ec', 'for test in native/build/tests/*-test; do $test; done'],
    minutes: 20,
  },
  {
    name: 'layers',
    title: 'the walls of the sandbox: root with cgroup v2, rlimits alone, rootless',
    argv: layers,
    minutes: 60,
  },
  {
    name: 'places',
    title: 'places that are lent: shares of the processors with cgroup v2',
    argv: [node, '--test', '--test-reporter=spec', 'test/dist/sandbox/place.test.js'],
    minutes: 20,
  },
  {
    name: 'attacks',
    title: 'the attacks on processes, memory and networks',
    argv: [...attacks, ...sample],
    minutes: 60,
    long: true,
  },
  {
    name: 'attacks-rootless',
    title: 'the attacks on networks against an ordinary user with a delegated group',
    argv: [...attacks, '--host', 'rootless', '--class', 'G'],
    asUser: true,
    minutes: 60,
    long: true,
  },
  {
    name: 'apparmor',
    title: 'the AppArmor profile of packaging/ is loaded, and denies what is outside of it',
    argv: [node, 'scripts/vm/inside/apparmor.mjs'],
    minutes: 10,
  },
  {
    name: 'native-confined',
    title: 'cells end as they must, under that profile',
    argv: ['sh', '-c', 'native/build/tests/cells-test || { dmesg | grep -F DENIED | tail; exit 1; }'],
    minutes: 10,
  },
  {
    name: 'selinux',
    title: 'SELinux enforces the policy of packaging/: honest work passes, what is outside of it is denied',
    argv: [node, 'scripts/vm/inside/selinux.mjs'],
    minutes: 20,
    lsm: 'selinux',
  },
  {
    name: 'native-selinux',
    title: 'cells end as they must, under that policy',
    argv: ['sh', '-ec', cellsTestUnderPolicy],
    minutes: 10,
    lsm: 'selinux',
  },
  {
    name: 'attacks-confined',
    title: 'the attacks on networks, under that profile',
    argv: [...attacks, '--class', 'G'],
    minutes: 30,
    long: true,
  },
  {
    name: 'filter-proof',
    title: "the filter's proof, against this kernel too",
    argv: [`${checkout}/native/build/tests/filter-proof`, '--random=500000'],
    minutes: 120,
    long: true,
  },
  {
    name: 'layers-confined',
    title: 'the walls of the sandbox, under the AppArmor profile',
    argv: layers,
    minutes: 60,
    long: true,
  },
  { name: 'attacks-all', title: 'the whole catalogue, as root', argv: attacks, minutes: 600, long: true },
  {
    name: 'attacks-rlimits',
    title: 'the whole catalogue, by rlimits alone',
    argv: [...attacks, '--host', 'rlimits'],
    minutes: 600,
    long: true,
  },
];

/** The boots that the chosen parts take, in the order of `kernels`, as { lsm, names }. */
export function bootsOf(chosen) {
  return Object.keys(kernels)
    .map((lsm) => ({ lsm, names: partsOf(lsm, chosen).map(({ name }) => name) }))
    .filter(({ names }) => names.length > 0);
}

/** The chosen parts that are run under the security module `lsm`. */
export function partsOf(lsm, chosen) {
  const [usual] = Object.keys(kernels);
  return parts.filter((part) => (part.lsm ?? usual) === lsm && chosen.includes(part.name));
}

/** The command that runs a part as a unit of its own, whose end is the command's. */
export function unitCommand({ name, argv, minutes, asUser = false }, guestEnv = {}) {
  const env = {
    PATH: `${place}:/usr/sbin:/usr/bin:/sbin:/bin`,
    CELLBLOCK_STATE: `${place}/state`,
    ...guestEnv,
  };
  const properties = {
    WorkingDirectory: checkout,
    Delegate: 'yes',
    RuntimeMaxSec: String(minutes * 60),
    TasksMax: 'infinity',
    ...(asUser ? { User: ordinaryUser.name } : {}),
  };
  return [
    ...['systemd-run', '--quiet', '--collect', '--wait', '--pipe', `--unit=cellblock-${name}`],
    ...Object.entries(properties).flatMap(([key, value]) => ['-p', `${key}=${value}`]),
    ...Object.entries(env).flatMap(([key, value]) => ['-E', `${key}=${value}`]),
    ...['--', ...argv],
  ];
}
