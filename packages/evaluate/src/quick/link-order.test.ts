import assert from 'node:assert/strict';
import test from 'node:test';
import { quickObjectOf, sharedFirst } from './link-order.js';

const link = (...middle: string[]) => [
  '/usr/bin/ld.gold',
  '--as-needed',
  '-pie',
  '-o',
  'a.out',
  '/lib/Scrt1.o',
  '-L/lib',
  ...middle,
  '-lgcc',
  '-lc',
  '/lib/crtn.o',
];

test('shared libraries are read before the object, archives where they were', () => {
  assert.deepEqual(sharedFirst(link('unit-0.o', '-lm', '-lpthread')), [
    '/usr/bin/ld.gold',
    '--as-needed',
    '-pie',
    '-o',
    'a.out',
    '/lib/x86_64-linux-gnu/libm.so.6',
    '/lib/x86_64-linux-gnu/libmvec.so.1',
    '/lib/x86_64-linux-gnu/libc.so.6',
    '/lib/Scrt1.o',
    '-L/lib',
    'unit-0.o',
    '-lpthread',
    '-lgcc',
    '/usr/lib/x86_64-linux-gnu/libc_nonshared.a',
    '/lib64/ld-linux-x86-64.so.2',
    '/lib/crtn.o',
  ]);
});

test('a library that was not asked for is not read', () => {
  assert.ok(!sharedFirst(link('unit-0.o')).some((argument) => argument.includes('libm')));
});

test('one object and the usual libraries make a quick link, and nothing else does', () => {
  assert.equal(quickObjectOf(link('unit-0.o', '-lm')), 'unit-0.o');
  assert.equal(quickObjectOf(link('unit-0.o', 'unit-1.o')), null);
  assert.equal(quickObjectOf(link('unit-0.o', '-lcrypt')), null);
  assert.equal(quickObjectOf(link('libasan_preinit.o', 'unit-0.o')), null);
  assert.equal(quickObjectOf(link('unit-0.o').filter((argument) => argument !== '-pie')), null);
  assert.equal(quickObjectOf(link('unit-0.o').filter((argument) => argument !== '--as-needed')), null);
});
