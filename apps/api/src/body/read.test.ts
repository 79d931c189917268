import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { readBody } from './read.js';

const unbounded = { take: () => true, release: () => {} };
const options = { maximumBytes: 10, declaredBytes: undefined, lease: unbounded };

describe('readBody', () => {
  it('gives the bytes, up to the maximum', async () => {
    const payload = new PassThrough();
    const body = readBody(payload, options);
    payload.write('01234');
    payload.end('56789');
    assert.equal((await body).toString(), '0123456789');
  });

  it('refuses one byte more, and drops the rest', async () => {
    const payload = new PassThrough();
    const body = readBody(payload, options);
    payload.write('01234567890');
    await assert.rejects(body, { code: 'too_large' });
    payload.end(Buffer.alloc(1_000_000));
    await new Promise((ended) => payload.once('end', ended));
  });

  it('refuses what is declared too large without reading', async () => {
    const payload = new PassThrough();
    await assert.rejects(readBody(payload, { ...options, declaredBytes: 11 }), { code: 'too_large' });
    assert.equal(payload.readableFlowing, null);
  });

  it('refuses when large bodies have used up the memory for them', async () => {
    const payload = new PassThrough();
    const body = readBody(payload, { ...options, lease: { ...unbounded, take: () => false } });
    payload.write('0');
    await assert.rejects(body, { code: 'busy' });
  });

  it('is refused when the connection ends first', async () => {
    const payload = new PassThrough();
    const body = readBody(payload, options);
    payload.destroy(new Error('aborted'));
    await assert.rejects(body, { code: 'bad_request' });
  });
});
