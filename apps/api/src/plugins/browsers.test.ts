import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answered, benchOf, outcomeOf } from '../door-for-tests.js';

const page = 'https://class.example';
const preflight = {
  method: 'OPTIONS',
  url: '/run',
  headers: {
    origin: page,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type,x-api-key',
  },
} as const;
const allowed = ({ headers }: { headers: Record<string, unknown> }) => headers['access-control-allow-origin'];

describe('browsers', () => {
  it('are told on every answer, refusals too, to do nothing with it', async () => {
    for (const url of ['/limits', '/nothing', '/run']) {
      const { headers } = await benchOf({ needsKey: true }).app.inject({ method: 'GET', url });
      assert.equal(
        headers['content-security-policy'],
        "default-src 'none';frame-ancestors 'none';base-uri 'none'",
      );
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['x-frame-options'], 'SAMEORIGIN');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
      assert.equal(headers['x-powered-by'], undefined);
    }
  });

  it('keep other sites out by default', async () => {
    const { app } = benchOf();
    const asked = await app.inject(preflight);
    assert.equal(asked.statusCode, 405);
    assert.equal(allowed(asked), undefined);
    assert.equal(allowed(await app.inject({ url: '/limits', headers: { origin: page } })), undefined);
  });

  it('let the sites in that the operator names, without asking the preflight for a key', async () => {
    const { app } = benchOf({ corsOrigins: [page], needsKey: true });
    const asked = await app.inject(preflight);
    assert.equal(asked.statusCode, 204);
    assert.equal(allowed(asked), page);
    assert.match(String(asked.headers['access-control-allow-headers']), /x-api-key/);
    assert.match(String(asked.headers['access-control-allow-methods']), /POST/);
    assert.equal(asked.headers['access-control-allow-credentials'], undefined);
    const refused = await app.inject({ method: 'POST', url: '/run', headers: { origin: page } });
    assert.equal(refused.statusCode, 401);
    assert.equal(allowed(refused), page);
  });

  it('let such a site send every header that any route reads', async () => {
    const { app } = benchOf({ corsOrigins: [page] });
    const { headers } = await app.inject(preflight);
    const taken = String(headers['access-control-allow-headers']).split(', ');
    for (const name of [
      ...['accept', 'authorization', 'content-type', 'x-api-key', 'x-auth-token', 'x-auth-user'],
      ...['cellblock-delete-secret', 'idempotency-key', 'last-event-id', 'traceparent'],
      ...['mcp-protocol-version', 'mcp-session-id'],
    ]) {
      assert.ok(taken.includes(name), name);
    }
  });

  it('let such a site read every header that tells how a program went', async () => {
    const { app } = benchOf({ corsOrigins: [page], submit: answered(outcomeOf('x', { signal: 'SIGKILL' })) });
    const accept = 'application/octet-stream';
    const headers = { origin: page, accept };
    const reply = await app.inject({ method: 'POST', url: '/run', payload: { source: '' }, headers });
    const readable = String(reply.headers['access-control-expose-headers']).split(', ');
    const ours = Object.keys(reply.headers).filter((name) => name.startsWith('cellblock-'));
    assert.ok(ours.includes('cellblock-stderr-bytes'));
    assert.deepEqual(
      ours.filter((name) => !readable.includes(name)),
      [],
    );
  });

  it('are told that an answer depends on the site and on the form that was asked for', async () => {
    const { app } = benchOf({ corsOrigins: [page] });
    const headers = { origin: page };
    const reply = await app.inject({ method: 'POST', url: '/run', payload: { source: '' }, headers });
    assert.equal(reply.statusCode, 200, reply.body);
    assert.equal(reply.headers.vary, 'Origin, accept');
  });

  it('keep every other site out', async () => {
    const { app } = benchOf({ corsOrigins: [page] });
    for (const origin of ['https://evil.example', 'http://class.example', `${page}.evil.example`, 'null']) {
      const asked = await app.inject({ ...preflight, headers: { ...preflight.headers, origin } });
      assert.equal(allowed(asked), undefined, origin);
    }
  });

  it('let every site in where the operator says *', async () => {
    const { app } = benchOf({ corsOrigins: ['*'] });
    assert.equal(allowed(await app.inject({ url: '/limits', headers: { origin: page } })), '*');
  });
});
