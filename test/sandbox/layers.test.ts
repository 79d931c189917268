// Every layer stands, in each of the ways in which a warden can be started.

import { after, before, describe, it } from 'node:test';
import { modes, openBorn, reasonAgainst } from './birth.js';
import { type Lab, openLab } from './cell.js';
import { layers } from './layers.js';

describe('layers', () => {
  let maker: Lab;
  before(async () => {
    maker = await openLab();
  });
  after(() => maker.close());

  for (const mode of modes) {
    describe(mode, { skip: reasonAgainst(mode) }, () => {
      let lab: Lab;
      before(async () => {
        lab = await openBorn(mode, maker);
      });
      after(() => lab.close());

      for (const layer of layers.filter(({ modes: only }) => !only || only.includes(mode))) {
        it(layer.name, async () => {
          if (!layer.fresh) return layer.check(lab, mode);
          const own = await openBorn(mode, maker);
          try {
            await layer.check(own, mode);
          } finally {
            await own.close();
          }
        });
      }
    });
  }
});
