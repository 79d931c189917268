import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError, type ErrorCode } from '@cellblock/contract';
import type { Admission } from '@cellblock/queue';
import { type Answer, jobeClient, specOf } from './client-for-tests.js';

const overload = { run_id: '0', outcome: 21, cmpinfo: '', stdout: '', stderr: '' };
const key = `cb_${'k'.repeat(43)}`;
const rate = { perMinute: 60, remaining: 0, fullInMs: 1000 };

const assertRefused = ({ status, type, body }: Answer, expected: number, message: RegExp) => {
  assert.deepEqual([status, type, typeof body], [expected, 'application/json; charset=utf-8', 'string']);
  assert.match(String(body), message);
};

describe('a run that there is no room for', () => {
  const codes: ErrorCode[] = [
    'queue_full',
    'busy',
    'no_worker',
    'queue_unavailable',
    'storage_unavailable',
    'worker_failed',
    'shutting_down',
  ];
  for (const code of codes) {
    it(`for ${code} is an overload, and no error`, async () => {
      const { run } = jobeClient({ submit: () => Promise.reject(new AppError(code)) });
      assert.deepEqual((await run(specOf())).body, overload);
      assert.equal((await run(specOf())).status, 200);
    });
  }

  it('is one for the source that asks for it, after its files were looked for', async () => {
    const { run, jobs } = jobeClient();
    const sourcecode = '!** TESTING OVERLOAD EXCEPTION **!';
    assert.deepEqual((await run(specOf({ sourcecode }))).body, overload);
    assert.deepEqual((await run(specOf({ sourcecode, language_id: 'python3' }))).body, overload);
    assert.equal((await run(specOf({ sourcecode, file_list: [['abcdefgh', 'x']] }))).status, 404);
    assert.equal(jobs.length, 0);
  });
});

describe('an error', () => {
  it('of the worker’s that names a field is 400', async () => {
    const error = new AppError('invalid_field', { field: 'inputs', message: 'inputs are too large' });
    const { run } = jobeClient({ submit: () => Promise.reject(error) });
    assertRefused(await run(specOf()), 400, /^inputs are too large$/);
  });

  it('of ours is 500, and says nothing of its cause', async () => {
    const { run } = jobeClient({ submit: () => Promise.reject(new Error('secret')) });
    assertRefused(await run(specOf()), 500, /^Server exception \(something went wrong on our side\)$/);
  });

  it('in the JSON is 400', async () => {
    const { app } = jobeClient();
    const headers = { 'content-type': 'application/json' };
    const reply = await app.inject({ method: 'POST', url: '/restapi/runs', payload: '{', headers });
    assert.equal(reply.statusCode, 400);
    assert.match(reply.json(), /^the body is not JSON/);
  });

  it('for a body that is too large is 413, and for another type 415', async () => {
    const { app } = jobeClient();
    const sent = (headers: Record<string, string>) =>
      app.inject({ method: 'POST', url: '/restapi/runs', payload: '{}', headers });
    const large = await sent({ 'content-type': 'application/json', 'content-length': String(2 ** 31) });
    assert.equal(large.statusCode, 413);
    assert.equal(typeof large.json(), 'string');
    const other = await sent({ 'content-type': 'text/plain' });
    assert.deepEqual([other.statusCode, typeof other.json()], [415, 'string']);
  });
});

describe('who has no key', () => {
  it('is told so with 403 where one is needed', async () => {
    const { run } = jobeClient({ needsKey: true });
    assertRefused(await run(specOf()), 403, /^Missing API key$/);
    for (const wrong of [key, '2AAA7A5415B4A9B394B54BF1D2E9D']) {
      assertRefused(await run(specOf(), { 'x-api-key': wrong }), 403, /^Unknown API key$/);
    }
  });

  it('may bring one of another service where none is needed, but none of ours that is unknown', async () => {
    const { run, app } = jobeClient();
    const strange = { 'x-api-key': '2AAA7A5415B4A9B394B54BF1D2E9D' };
    assert.equal((await run(specOf(), strange)).status, 200);
    assertRefused(await run(specOf(), { 'x-api-key': key }), 403, /^Unknown API key$/);
    const own = await app.inject({ method: 'POST', url: '/run', headers: strange, payload: { source: '' } });
    assert.equal(own.statusCode, 401);
  });

  it('or has too much of it is told so with 429', async () => {
    const admission: Admission = { kind: 'rate', grant: null, rate, retryInMs: 1000 };
    const { run } = jobeClient({ needsKey: true, admit: () => admission });
    assertRefused(await run(specOf(), { 'x-api-key': key }), 429, /^Max RUN rate for this server exceeded$/);
  });
});
