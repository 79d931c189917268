import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toolBounds } from '@cellblock/contract';
import type { Job } from '@cellblock/queue';
import { z } from 'zod';
import { type BenchOptions, benchOf, outcomeOf } from '../door-for-tests.js';
import { jobIdOf } from '../mcp/call.js';

const Reply = z.looseObject({
  jsonrpc: z.literal('2.0'),
  result: z.looseObject({ isError: z.boolean().optional() }).optional(),
});

const call = (name: string, input: object, id: unknown = 7) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: input },
});

const post = (
  payload: unknown,
  { headers = {}, ...options }: BenchOptions & { headers?: Record<string, string> } = {},
) =>
  benchOf(options).app.inject({
    method: 'POST',
    url: '/mcp',
    payload: JSON.stringify(payload),
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
  });

/** A door that ends every posted job with this output; `seen` are those jobs, and what was called off. */
function postingDoor(stdout: string, lastType: 'verdict' | 'cancelled' = 'verdict') {
  const seen: { jobs: Job[]; cancelled: string[] } = { jobs: [], cancelled: [] };
  const posted: BenchOptions['posted'] = {
    post: async (job) => {
      seen.jobs.push(job);
      return { ...found, id: job.id };
    },
    find: async (id) => ({ ...found, id }),
    cancel: async (id) => {
      seen.cancelled.push(id);
      return true;
    },
    outcome: async (id) => ({ ...outcomeOf(stdout), head: { ...outcomeOf(stdout).head, id } }),
    async *events(id) {
      if (lastType === 'cancelled') yield { number: 'end', event: { type: 'cancelled' } };
      else yield { number: 'end', event: { type: 'verdict', head: { ...outcomeOf(stdout).head, id } } };
    },
  };
  return { posted, seen };
}

const found = {
  id: '',
  kind: 'run',
  owner: 'anonymous',
  rank: 'interactive',
  state: 'queued',
  position: 0,
  createdAt: 0,
  startedAt: null,
  endedAt: null,
  expiresAt: 1,
  error: null,
} as const;

describe('POST /mcp', () => {
  it('answers a call with JSON where the client wants no events, and with events where it takes both', async () => {
    const { posted, seen } = postingDoor('5\n');
    const plain = await post(call('run_c', { source: 'x' }), { posted });
    assert.equal(plain.statusCode, 200, plain.body);
    assert.match(String(plain.headers['content-type']), /^application\/json/);
    assert.match(JSON.stringify(Reply.parse(plain.json()).result), /"text":"ok: [^"]*stdout:\\n5\\n"/);
    const accept = 'application/json, text/event-stream';
    const events = await post(call('run_c', { source: 'x' }), { posted, headers: { accept } });
    assert.match(String(events.headers['content-type']), /^text\/event-stream/);
    assert.match(events.body, /^event: message\ndata: \{"result":/m);
    assert.equal(events.headers['x-content-type-options'], 'nosniff');
    assert.equal(seen.jobs.length, 2);
  });

  it('keeps output small where nothing is said of it', async () => {
    const { posted, seen } = postingDoor('');
    await post(call('run_c', { source: 'x' }), { posted });
    const [job] = seen.jobs;
    assert.equal(job?.kind === 'run' && job.submission.limits.outputBytes, toolBounds.outputBytes.default);
  });

  it('shows of a long output how much more there is', async () => {
    const { posted } = postingDoor('x'.repeat(toolBounds.shownCharacters.maximum + 1));
    const reply = await post(call('run_c', { source: 'x' }), { posted });
    assert.match(reply.body, /\(1 more characters\)/);
  });

  it('gives a session its id, and knows requests by it', async () => {
    const params = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 't', version: '1' },
    };
    const hello = await post({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
    const session = String(hello.headers['mcp-session-id']);
    assert.match(session, /^[0-9a-f-]{36}$/);
    const { posted, seen } = postingDoor('');
    const headers = { 'mcp-session-id': session };
    await post(call('run_c', { source: 'x' }, 7), { posted, headers });
    assert.deepEqual(
      seen.jobs.map(({ id }) => id),
      [jobIdOf('anonymous', session, 7)],
    );
    const off = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } };
    const reply = await post(off, { posted, headers });
    assert.deepEqual([reply.statusCode, reply.body], [202, '']);
    assert.equal(reply.headers['content-type'], undefined);
    assert.deepEqual(seen.cancelled, [jobIdOf('anonymous', session, 7)]);
  });

  it('gives requests of other callers, sessions and ids other jobs', () => {
    const ids = [
      jobIdOf('a', 's', 1),
      jobIdOf('b', 's', 1),
      jobIdOf('a', 't', 1),
      jobIdOf('a', 's', '1'),
      jobIdOf('a', null, 1),
      jobIdOf('a', null, 1),
    ];
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(jobIdOf('a', 's', 1), ids[0]);
    for (const id of ids)
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-[48][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('gives what was called off no answer', async () => {
    const { posted } = postingDoor('', 'cancelled');
    const reply = await post(call('run_c', { source: 'x' }), {
      posted,
      headers: { accept: 'text/event-stream' },
    });
    assert.equal(reply.body, '');
  });

  it('tells of our own failures no more than that', async () => {
    const posted = { post: () => Promise.reject(new Error('secret')) };
    const reply = await post(call('run_c', { source: 'x' }), { posted });
    assert.equal(Reply.parse(reply.json()).result?.isError, true);
    assert.match(reply.body, /internal: something went wrong on our side/);
    assert.doesNotMatch(reply.body, /secret|\.js/);
  });

  for (const [what, payload, message] of [
    ['many messages at once', [call('run_c', {})], /must be an object/],
    ['what is no message', { jsonrpc: '1.0', method: 'x' }, /jsonrpc must be/],
    ['what says nothing of its protocol', {}, /jsonrpc is required/],
    ['an id that is none', call('run_c', {}, {}), /id must be a string or a number, received an object/],
    ['a member that nobody knows', { ...call('run_c', {}), more: 1 }, /more is not known/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const reply = await post(payload);
      assert.equal(reply.statusCode, 400);
      assert.match(reply.body, message);
    });
  }

  it('names what a tool takes and gives at the top of its schemas, where assistants look', async () => {
    const reply = await post({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    const Top = z.looseObject({
      type: z.literal('object'),
      properties: z.record(z.string(), z.unknown()),
      $ref: z.undefined().optional(),
    });
    const { tools } = z
      .object({ tools: z.array(z.looseObject({ inputSchema: Top, outputSchema: Top })) })
      .parse(reply.json().result);
    for (const [index, taken, given] of [
      [0, 'source', 'verdict'],
      [1, 'submission', 'points'],
    ] as const) {
      assert.ok(Object.hasOwn(tools[index]?.inputSchema.properties ?? {}, taken));
      assert.ok(Object.hasOwn(tools[index]?.outputSchema.properties ?? {}, given));
    }
  });

  it('refuses a version of the protocol that nobody knows', async () => {
    const headers = { 'mcp-protocol-version': '1999-01-01' };
    const reply = await post({ jsonrpc: '2.0', id: 1, method: 'tools/list' }, { headers });
    assert.equal(reply.statusCode, 400);
    assert.match(reply.body, /Unsupported protocol version/);
  });

  it('refuses pages of other origins, and takes those that are let in', async () => {
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    const origin = 'https://page.example';
    const refused = await post(list, { headers: { origin } });
    assert.equal(refused.statusCode, 403);
    assert.match(refused.body, /"field":"origin"/);
    assert.equal((await post(list, { headers: { origin }, corsOrigins: [origin] })).statusCode, 200);
  });

  it('has no streams and no sessions to end: GET and DELETE are 405', async () => {
    const { app } = benchOf();
    for (const method of ['GET', 'DELETE'] as const) {
      const reply = await app.inject({ method, url: '/mcp' });
      assert.deepEqual([reply.statusCode, reply.headers.allow], [405, 'POST']);
    }
  });
});
