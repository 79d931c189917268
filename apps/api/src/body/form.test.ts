import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from '@cellblock/contract';
import { parseForm } from './form.js';

describe('a form', () => {
  it('is its fields, decoded', () => {
    const fields = parseForm(Buffer.from('source=int+main%28void%29%3B%0A&stdin=%C3%A9&empty='));
    assert.deepEqual({ ...fields }, { source: 'int main(void);\n', stdin: 'é', empty: '' });
  });

  it('has the last of two fields of one name', () => {
    assert.deepEqual({ ...parseForm(Buffer.from('a=1&a=2')) }, { a: '2' });
  });

  it('has no members but its fields', () => {
    const fields = parseForm(Buffer.from('constructor=a&__proto__=b'));
    assert.equal('toString' in fields, false);
    assert.deepEqual(Object.keys(fields).sort(), ['__proto__', 'constructor']);
  });

  it('is refused with too many fields', () => {
    assert.equal(Object.keys(parseForm(Buffer.from('a=1&b=2'), 2)).length, 2);
    assert.throws(() => parseForm(Buffer.from('a=1&b=2&c=3'), 2), AppError);
  });

  it('is refused where it is not UTF-8', () => {
    assert.throws(() => parseForm(Buffer.from([0x61, 0x3d, 0xff])), /not UTF-8/);
  });
});
