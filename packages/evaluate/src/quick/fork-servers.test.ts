import assert from 'node:assert/strict';
import test from 'node:test';
import { Compiler } from '@cellblock/contract';
import type { Zygote, ZygoteSpec } from '@cellblock/sandbox';
import { gccOptions } from '../options.js';
import { createForkServers } from './fork-servers.js';
import { createHabits } from './habits.js';

const includes = (...names: string[]) => names.map((name) => `#include <${name}.h>\n`).join('');

/** Fork servers of which each is named by what it has read; those that read `unlike` answer unlike the tool,
 * and those that read `lost` end before they wait for anything. */
function inFakes({ most = 12, unlike = '', lost = 'none' } = {}) {
  const names = new Map<Zygote, string>();
  const ended: string[] = [];
  const troubles: Error[] = [];
  const servers = createForkServers({
    startZygote({ inputs }: ZygoteSpec) {
      const name = String(inputs[0]?.content);
      const zygote: Zygote = {
        ready: name === lost ? Promise.reject(new Error('it ended')) : Promise.resolve(),
        lost: new Promise(() => {}),
        end: () => void ended.push(name),
      };
      names.set(zygote, name);
      return zygote;
    },
    verify: async (_zygote, _argv, prefix) => unlike === '' || prefix !== unlike,
    onTrouble: (error) => void troubles.push(error),
    most,
    habits: createHabits(() => 0),
  });
  const find = (source: string, ...options: string[]) => {
    const zygote = servers.find({
      argv: ['/usr/bin/cc1', 'main.c', ...options],
      sources: [{ path: 'main.c', content: Buffer.from(source) }],
    });
    return zygote === null ? null : (names.get(zygote) ?? null);
  };
  return { find, settled: () => servers.settled(), started: names, ended, troubles };
}

test('a usual beginning has a server from the first such source on', async () => {
  const { find, settled } = inFakes();
  const source = `${includes('stdio')}int x;\n`;
  assert.equal(find(source), null);
  await settled();
  assert.equal(find(source), includes('stdio'));
});

test('another beginning has one once it was asked for often; until then one that knows less does', async () => {
  const { find, settled } = inFakes();
  const source = `${includes('stdio', 'math')}int x;\n`;
  find(source);
  await settled();
  assert.equal(find(source), includes('stdio'));
  assert.equal(find(source), includes('stdio'));
  await settled();
  assert.equal(find(source), includes('stdio', 'math'));
  assert.equal(find(includes('stdio')), includes('stdio'));
});

test('a source that cc1 looks at twice has none', async () => {
  const { find, settled, started } = inFakes();
  assert.equal(find(includes('stdio'), '-g'), null);
  for (const use of ['__TIMESTAMP__', '__BASE_FILE__']) assert.equal(find(`char *x = ${use};`), null);
  await settled();
  assert.equal(started.size, 0);
});

test("a server never gets to see a user's macros", async () => {
  const { find, settled, started } = inFakes();
  const compiler = Compiler.parse({ defines: { NAME: 'any text' } });
  assert.equal(find(includes('stdio'), ...gccOptions(compiler)), null);
  await settled();
  assert.equal(started.size, 0);
});

test('where the server that knows most is of no use another one is', async () => {
  const { find, settled, troubles } = inFakes({ unlike: includes('stdio', 'math') });
  const source = includes('stdio', 'math');
  for (let time = 0; time < 4; time++) {
    find(source);
    await settled();
  }
  assert.equal(troubles.length, 1);
  assert.equal(find(source), includes('stdio'));
});

test('a beginning that cc1 does not stop at has none, and only of a usual one that is trouble', async () => {
  for (const [lost, troubled] of [
    [includes('string', 'strings'), 0],
    [includes('stdio'), 1],
  ] as const) {
    const { find, settled, started, troubles } = inFakes({ lost });
    for (let time = 0; time < 5; time++) {
      find(lost);
      await settled();
    }
    assert.equal(troubles.length, troubled);
    assert.equal([...started.values()].filter((name) => name === lost).length, 1);
    assert.equal(find(lost), '');
  }
});

test('options have servers of their own', async () => {
  const { find, settled } = inFakes();
  find('int x;', '-O1');
  await settled();
  assert.equal(find('int x;', '-O2'), null);
  assert.equal(find('int x;', '-O1'), '');
});

test('the server that was used least recently makes room', async () => {
  const { find, settled, ended } = inFakes({ most: 2 });
  for (const [source, option] of [
    [includes('stdio'), '-O1'],
    ['', '-O2'],
    [includes('stdio'), '-O1'],
    ['', '-O3'],
  ] as const) {
    find(source, option);
    await settled();
  }
  assert.deepEqual(ended, ['']);
  assert.equal(find(includes('stdio'), '-O1'), includes('stdio'));
});

test('a source that is left to the tool itself starts no server', async () => {
  const { find, settled, started } = inFakes();
  for (const directive of ['#include', '#include_next', '#import', '# /* */ import', '#\0include'])
    assert.equal(find(`${directive} __FILE__\n`), null);
  assert.equal(find('#pragma once\n#include "same-bytes.h"\n'), null);
  await settled();
  assert.equal(started.size, 0);
});
