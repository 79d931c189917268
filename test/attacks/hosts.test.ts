// A sample of the catalogue on the other kinds of host: all that ends otherwise there, and of each number the first
// attack that takes little time. `npm run test:attacks -- --host rootless` plays all.

import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type Arena, openArena } from './arena.js';
import type { Attack } from './attack.js';
import { catalogue } from './catalogue.js';
import { differenceFor, differences } from './differences.js';
import { type HostKind, reasonAgainst } from './hosts.js';
import { canBePlayed, playOne } from './play-attacks.js';

const atOnce = 4;
// Compilers that work until they are stopped, sweeps over every call, and clients that take their time.
const slow = /^(A09|A10|A15|A22|A27|A28|H0[1-4]|K03|K11) /;
const all = catalogue.flatMap(({ attacks }) => attacks);
const nameOf = ({ id, name }: Attack) => `${id} ${name}`;

function sampleFor(host: HostKind): Attack[] {
  const quick = all.filter((attack) => !attack.alone && !slow.test(nameOf(attack)));
  const firsts = quick.filter((attack) => quick.find(({ id }) => id === attack.id) === attack);
  const different = quick.filter((attack) => differenceFor(host, attack) !== undefined);
  return [...new Set([...firsts, ...different])].filter((attack) => canBePlayed(host, attack));
}

test('every difference between hosts is one of an attack', () => {
  for (const { hosts, id, name, reason } of differences) {
    const own = all.filter((attack) => attack.id === id && attack.name.startsWith(name));
    assert.equal(own.length, 1, `${id} ${name}`);
    assert.ok(hosts.length > 0 && reason.length > 20);
  }
});

for (const host of ['rootless', 'rlimits'] as const) {
  suite(`attacks on a host that is ${host}`, { skip: reasonAgainst(host), concurrency: atOnce }, () => {
    let arena: Arena;
    before(async () => {
      arena = await openArena({ parallel: atOnce, host });
    });
    after(async () => {
      await arena.invariants.assertSettled().finally(() => arena.close());
    });

    test('GET /health says so', async () => {
      const response = await fetch(`${arena.service.url}/health`);
      const { workers } = JSON.parse(await response.text());
      const { cgroup, privilege } = workers[0].sandbox;
      assert.equal(privilege, host === 'rootless' ? 'rootless' : 'root');
      if (host === 'rlimits') assert.equal(cgroup, 'none');
    });
    for (const attack of sampleFor(host)) test(nameOf(attack), () => playOne(arena, attack));
  });
}
