import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingPackages, missingText } from './debian-packages.mjs';

const table = [
  { name: 'gcc', brings: 'gcc', neededFor: ['start', 'test'], reason: 'builds' },
  {
    name: 'redis-server',
    brings: 'redis-server',
    neededFor: ['start', 'test'],
    unless: 'REDIS_URL',
    reason: 'queue',
  },
  { name: 'clang-tidy', brings: 'clang-tidy', neededFor: ['test'], reason: 'lint' },
];
const names = (command, { there = [], env = {} } = {}) =>
  missingPackages(command, { table, has: (brings) => there.includes(brings), env }).map(({ name }) => name);

test('what a command needs and the machine lacks is missing, and nothing else', () => {
  assert.deepEqual(names('start'), ['gcc', 'redis-server']);
  assert.deepEqual(names('test', { there: ['gcc'] }), ['redis-server', 'clang-tidy']);
  assert.deepEqual(names('rootfs'), []);
});

test('who brings a Redis needs none of ours', () => {
  assert.deepEqual(names('start', { env: { REDIS_URL: 'redis://redis' } }), ['gcc']);
  assert.deepEqual(names('start', { env: { REDIS_URL: '' } }), ['gcc', 'redis-server']);
});

test('what is missing is said with the reason and the command that gets it', () => {
  assert.equal(
    missingText(table.slice(0, 2), 'installing them takes root'),
    'these are missing, and installing them takes root:\n  gcc (gcc): builds\n  redis-server (redis-server): queue\n' +
      'On Debian get them, as root, by:\n  apt-get install gcc redis-server',
  );
});
