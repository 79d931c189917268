import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Callback } from './callback.js';

const url = 'https://example.org/hook';
const sixteenBytes = 'AAECAwQFBgcICQoLDA0ODw==';

describe('the secret of a callback', () => {
  for (const secret of ['sixteen letters!', `whsec_${sixteenBytes}`, `whsec-${'x'.repeat(10)}`]) {
    it(`may be ${secret}`, () => assert.ok(Callback.safeParse({ url, secret }).success));
  }

  for (const secret of [
    'fifteen letters',
    'whsec_!!!!!!!!!!!!!!!!!!!!!!!!',
    'whsec_AAECAwQFBgcICQoLDA0O',
    `whsec_${sixteenBytes.replace('==', '')}`,
    `whsec_ ${sixteenBytes}`,
    'x'.repeat(257),
  ]) {
    it(`may not be ${secret}, which would be a weaker key than it seems`, () => {
      const { error } = Callback.safeParse({ url, secret });
      assert.deepEqual(error?.issues[0]?.path, ['secret']);
    });
  }
});
