import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parts, unitCommand } from './plan.mjs';

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
