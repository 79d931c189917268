import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { admitted, judge0Client, key, submissionOf } from './client-for-tests.js';

const operator = `cb_${'o'.repeat(43)}`;

const keyed = () =>
  judge0Client({
    needsKey: true,
    admit: (visitor) => {
      if (!('key' in visitor)) return { kind: 'unknown' };
      if (visitor.key === operator) return admitted({ isOperator: true });
      return visitor.key === key ? admitted() : { kind: 'unknown' };
    },
  });

const strange = `cb_${'x'.repeat(43)}`;
const nothing = { status: 401, body: '' };
const forbidden = { status: 403, body: '' };
const fine = { status: 200, body: '' };

describe('a key', () => {
  it('comes in the header or in the query', async () => {
    const { ask } = keyed();
    const path = '/authenticate';
    assert.deepEqual(await ask('POST', path, undefined, { 'x-auth-token': key }), fine);
    assert.deepEqual(await ask('POST', path, undefined, { 'x-api-key': key }), fine);
    assert.deepEqual(await ask('POST', `${path}?X-Auth-Token=${key}`), fine);
  });

  it('that is missing or not known is 401 with nothing more, on every route', async () => {
    const { ask, posted } = keyed();
    const routes = [
      ['POST', '/submissions'],
      ['POST', '/submissions/batch'],
      ['GET', '/submissions/x'],
      ['GET', '/submissions/batch'],
      ['GET', '/languages'],
      ['GET', '/config_info'],
      ['GET', '/statistics'],
      ['GET', '/judge0/version'],
      ['POST', '/judge0/authenticate'],
    ] as const;
    for (const [method, path] of routes) {
      const body = method === 'POST' ? submissionOf() : undefined;
      for (const headers of [{}, { 'x-auth-token': 'secret' }, { 'x-auth-token': strange }])
        assert.deepEqual(await ask(method, path, body, headers), nothing, path);
    }
    assert.equal(posted.length, 0);
  });

  it('of an operator’s is needed to list and to delete: 403 for others', async () => {
    const { ask } = keyed();
    const routes = [
      ['GET', '/submissions'],
      ['DELETE', '/submissions/x'],
      ['POST', '/authorize'],
    ] as const;
    for (const [method, path] of routes) {
      assert.deepEqual(await ask(method, path, undefined, { 'x-auth-token': key }), forbidden, path);
      assert.deepEqual(await ask(method, path, undefined, {}), nothing, path);
      for (const headers of [
        { 'x-auth-token': operator },
        { 'x-auth-token': key, 'x-auth-user': operator },
      ]) {
        const { status } = await ask(method, path, undefined, headers);
        assert.ok(status === 200 || status === 404, `${path} ${status}`);
      }
    }
    assert.deepEqual(await ask('POST', `/authorize?X-Auth-User=${operator}`), fine);
  });

  it('of another service is passed over where none is needed, in our own routes not', async () => {
    const { ask } = judge0Client();
    const headers = { 'x-auth-token': 'secret' };
    assert.equal((await ask('POST', '/submissions', submissionOf(), headers)).status, 201);
    assert.equal((await ask('POST', '/run', { source: '' }, { 'x-api-key': 'secret' })).status, 401);
    assert.equal((await ask('POST', `/authenticate?X-Auth-Token=${strange}`)).status, 401);
  });

  it('in the query of a route of ours is none', async () => {
    const { app } = keyed();
    const reply = await app.inject({
      method: 'POST',
      url: `/run?X-Auth-Token=${key}`,
      payload: { source: '' },
    });
    assert.equal(reply.statusCode, 401);
  });
});

describe('a page of another origin', () => {
  const form = 'source_code=int+main()%7B%7D&language_id=50';
  const formType = { 'content-type': 'application/x-www-form-urlencoded' };
  const strange = { origin: 'http://evil.example' };
  const origins = { corsOrigins: ['http://evil.example'] };

  for (const path of ['/submissions', '/judge0/submissions', '/submissions/batch']) {
    it(`can't have a browser run programs by POST ${path}`, async () => {
      const { ask, posted } = judge0Client();
      assert.deepEqual(await ask('POST', `${path}?wait=true`, form, { ...formType, ...strange }), forbidden);
      assert.deepEqual(await ask('POST', `${path}?${form}`, undefined, strange), forbidden);
      assert.equal(posted.length, 0);
    });
  }

  it('can where the operator allows it; so can our own, and whoever is no page', async () => {
    const own = { origin: 'http://localhost', host: 'localhost' };
    assert.equal(
      (await judge0Client(origins).ask('POST', '/submissions', form, { ...formType, ...strange })).status,
      201,
    );
    for (const headers of [own, {}])
      assert.equal(
        (await judge0Client().ask('POST', '/submissions', form, { ...formType, ...headers })).status,
        201,
      );
  });
});
