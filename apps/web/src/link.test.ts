import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { fragmentOf, valueIn } from './link.js';

describe('a program in a link', () => {
  it('comes out as it went in', async () => {
    const value = { source: 'int main(void) { return "\u{1f600}"[0]; }\n'.repeat(50), args: ['<b>'] };
    const fragment = await fragmentOf(value);
    assert.match(fragment, /^#c=[\w-]+$/);
    assert.ok(fragment.length < 300, String(fragment.length));
    assert.deepEqual(await valueIn(fragment), value);
  });

  it('comes out with all that a program may be given to read', async () => {
    const value = {
      source: 'int x;',
      stdin: '1\n'.repeat(8 << 20),
      inputs: [{ path: 'a', content: 'a'.repeat(8 << 20) }],
    };
    assert.deepEqual(await valueIn(await fragmentOf(value)), value);
  });

  it('is nothing where it can not be read', async () => {
    for (const fragment of ['', '#c=', '#c=%%%', '#c=AAAA', '#output'])
      assert.equal(await valueIn(fragment), null);
  });

  it('is nothing where it would be larger than any program', async () => {
    const bomb = deflateRawSync(Buffer.alloc(50 * 1024 * 1024, '1')).toString('base64url');
    assert.equal(await valueIn(`#c=${bomb}`), null);
  });
});
