import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootsOf, kernels, parts, partsOf, unitCommand } from './plan.mjs';

test('a part is a unit of its own, with a group that is delegated to it and an end', () => {
  const command = unitCommand({ name: 'x', argv: ['a', '-p', 'b'], minutes: 2 }, { HOST: 'h' });
  assert.equal(command[0], 'systemd-run');
  for (const word of ['--wait', '--unit=cellblock-x', 'Delegate=yes', 'RuntimeMaxSec=120', 'HOST=h'])
    assert.ok(command.includes(word), word);
  assert.deepEqual(command.slice(command.indexOf('--')), ['--', 'a', '-p', 'b']);
  assert.ok(!command.some((word) => word.startsWith('User=')));
  assert.ok(unitCommand({ name: 'x', argv: ['a'], minutes: 2, asUser: true }).includes('User=cellblock'));
});

test('no two parts have the same name', () => {
  assert.equal(new Set(parts.map(({ name }) => name)).size, parts.length);
});

test('a program is found wherever systemd starts from', () => {
  for (const { name, argv } of parts) assert.match(argv[0], /^(\/|[^/]+$)/, name);
});

test('each security module that the chosen parts need has one boot, with its parts in the order of the plan', () => {
  assert.deepEqual(bootsOf(['selinux', 'apparmor', 'host']), [
    { lsm: 'apparmor', names: ['host', 'apparmor'] },
    { lsm: 'selinux', names: ['selinux'] },
  ]);
  assert.deepEqual(bootsOf(['native-selinux']), [{ lsm: 'selinux', names: ['native-selinux'] }]);
});

test('every part is run in one kind of boot', () => {
  const names = parts.map(({ name }) => name);
  const run = Object.keys(kernels).flatMap((lsm) => partsOf(lsm, names).map(({ name }) => name));
  assert.deepEqual(run.sort(), names.sort());
});

test('a kernel is told of its security module in the word by which the guest finds its parts', () => {
  for (const [lsm, options] of Object.entries(kernels)) assert.ok(options.includes(`security=${lsm}`), lsm);
});
