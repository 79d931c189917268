// System calls of a cell's life that fail, come late, or are the caller's last: a sample of what npm run test:faults
// does completely. Whatever happens, nobody waits for ever, nothing is left, no verdict is wrong, and the next cell works.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inject, trace } from '../faults/injection.js';
import { lives } from '../faults/lives.js';
import { killAtRandom } from '../faults/random-death.js';
import { buildSabotage, type Call, type Way } from '../faults/sabotage.js';
import { Theatre } from '../faults/theatre.js';
import { waysOf } from '../faults/ways.js';
import { type Lab, openLab } from './cell.js';

const skip = process.geteuid?.() === 0 ? false : 'tracing a warden takes root';

/** Of each call that no life before had, the first and the last there are, each in one of its ways. */
function sampleOf(calls: readonly Call[], seen: Set<string>): { call: Call; way: Way }[] {
  const names = [...new Set(calls.map(nameOf))].filter((name) => !seen.has(name));
  return names.flatMap((name) => {
    seen.add(name);
    const list = calls.filter((call) => nameOf(call) === name);
    const [first, last] = [list[0], list.at(-1)];
    const ends = first === last ? [first] : [first, last];
    return ends.flatMap((call, index) =>
      call ? [{ call, way: oneOf(waysOf(call), seen.size + index) }] : [],
    );
  });
}

const nameOf = ({ role, name }: Call) => `${role} ${name}`;
const oneOf = (ways: Way[], number: number): Way => ways[number % ways.length] ?? 'hold';

describe('a system call that goes wrong', { skip }, () => {
  let maker: Lab;
  const seen = new Set<string>();
  before(async () => {
    await buildSabotage();
    maker = await openLab();
  });
  after(() => maker.close());

  for (const life of lives) {
    it(`in the life of a cell: ${life.name}`, async () => {
      const theatre = new Theatre(life, maker);
      try {
        for (const { call, way } of sampleOf(await trace(theatre), seen)) {
          const { outcome, defects } = await inject(theatre, { life, call, way });
          assert.deepEqual(defects, [], `${call.role} ${call.name} ${call.nth} ${way}: ${outcome}`);
        }
      } finally {
        await theatre.close();
      }
    });
  }

  it('of a keeper that tells nobody of its cell leaves no process, however the two end', async () => {
    const [life] = lives;
    if (life === undefined) throw new Error('there are no lives');
    const call = { role: 'keeper', name: 'sendmsg', nth: 2, first: 0 };
    const theatre = new Theatre(life, maker);
    try {
      for (let round = 0; round < 48; round += 1)
        assert.deepEqual((await inject(theatre, { life, call, way: 'EMFILE' })).defects, []);
    } finally {
      await theatre.close();
    }
  });

  it('or a warden that is killed at any moment leaves nothing', async () => {
    for (const life of lives.filter(({ name }) => name === 'program' || name === 'copy'))
      assert.deepEqual(await killAtRandom(life, maker, 4), []);
  });
});
