import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError, ErrorReply, NewPaste, resultOf, Submission } from '@cellblock/contract';
import type { Admission, Grant, KeptPaste, Pastes } from '@cellblock/queue';
import { benchOf, outcomeOf } from '../door-for-tests.js';

const source = 'int main(void) { return 0; }\n';
const refused = (reply: { json: () => unknown; statusCode: number }, status: number) => {
  assert.equal(reply.statusCode, status);
  return ErrorReply.parse(reply.json()).error;
};
const id = 'A'.repeat(22);
const paste: KeptPaste = {
  id,
  submission: Submission.parse({ source }),
  result: null,
  title: null,
  createdAt: '2030-01-01T00:00:00.000Z',
  expiresAt: null,
  isListed: false,
  forkOf: null,
};

describe('a paste where a key is needed', () => {
  const admit = ({ isOperator = false } = {}): Admission => {
    const grant: Grant = {
      name: 'somebody',
      id: '0123456789abcdef',
      rank: 'interactive',
      ratePerMinute: 60,
      concurrency: 1,
      limits: { cpuMs: 1000 },
      isOperator,
      expiresAt: null,
      createdAt: paste.createdAt,
    };
    return { kind: 'in', grant, rate: { perMinute: 60, remaining: 59, fullInMs: 1000 }, leave: () => {} };
  };
  const benchFor = (isOperator = false) => {
    const removed: string[] = [];
    const store = {
      add: async () => ({ paste, secret: 's' }),
      find: async () => paste,
      isSecretOf: async (_: string, secret: string) => secret === 's',
      remove: async (name: string) => removed.push(name) === 1,
    };
    const { app } = benchOf({ needsKey: true, admit: () => admit({ isOperator }), pastes: store });
    return { app, removed };
  };
  const headers = { 'x-api-key': `cb_${'k'.repeat(43)}` };
  const order = { method: 'POST', url: '/pastes', payload: { submission: { source } } } as const;

  it('is made with one, within its limits, and read without', async () => {
    const { app } = benchFor();
    refused(await app.inject(order), 401);
    assert.equal((await app.inject({ ...order, headers })).statusCode, 201);
    const submission = { source, limits: { cpuMs: 2000 } };
    const beyond = await app.inject({ ...order, headers, payload: { submission } });
    assert.equal(refused(beyond, 400).field, 'submission.limits.cpuMs');
    assert.equal((await app.inject(`/pastes/${id}`)).statusCode, 200);
    assert.equal((await app.inject(`/pastes/${id}/raw`)).statusCode, 200);
  });

  it('is deleted by an operator without its secret, and by nobody else', async () => {
    for (const [isOperator, sent, status] of [
      [false, {}, 401],
      [false, headers, 403],
      [false, { ...headers, 'cellblock-delete-secret': 'guess' }, 403],
      [false, { 'cellblock-delete-secret': 's' }, 401],
      [false, { ...headers, 'cellblock-delete-secret': 's' }, 204],
      [true, headers, 204],
    ] as const) {
      const { app, removed } = benchFor(isOperator);
      // Over the network: of an answer without a body inject would leave the timer that waits for it to be taken.
      const url = await app.listen({ host: '127.0.0.1', port: 0 });
      const reply = await fetch(`${url}/pastes/${id}`, { method: 'DELETE', headers: sent });
      await app.close();
      assert.equal(reply.status, status);
      assert.deepEqual(removed, status === 204 ? [id] : []);
    }
  });
});

describe('the store of pastes', () => {
  it('tells an author of a paste also where its result could not be written down', async () => {
    const store = {
      add: async () => ({ paste, secret: 's' }),
      record: () => Promise.reject(new AppError('queue_unavailable')),
    };
    const { app } = benchOf({ pastes: store });
    const reply = await app.inject({ method: 'POST', url: '/pastes', payload: { submission: { source } } });
    assert.equal(reply.statusCode, 201);
    const told = NewPaste.parse(reply.json());
    assert.deepEqual([told.id, told.deleteSecret, told.result], [id, 's', null]);
    assert.equal(told.resultError?.code, 'queue_unavailable');
  });

  it('is told whether a result is to come', async () => {
    const told: unknown[] = [];
    const add: Pastes['add'] = async ({ isToRun }) => {
      told.push(isToRun);
      return { paste, secret: 's' };
    };
    for (const more of [{}, { run: false }]) {
      const payload = { submission: { source }, ...more };
      await benchOf({ pastes: { add } }).app.inject({ method: 'POST', url: '/pastes', payload });
    }
    assert.deepEqual(told, [true, false]);
  });

  it('is read again by whoever knows a paste without what came of it since', async () => {
    const reason = (code: string) => ({ error: { code, message: 'why' } });
    const states = [null, reason('internal'), reason('no_worker'), { result: resultOf(outcomeOf('')) }];
    const tags: string[] = [];
    for (const result of states) {
      const { app } = benchOf({ pastes: { find: async () => ({ ...paste, result }) } });
      const known = await app.inject({ url: `/pastes/${id}`, headers: { 'if-none-match': tags.join(', ') } });
      assert.equal(known.statusCode, 200);
      tags.push(String(known.headers.etag));
    }
  });

  it('lists nothing where the operator has not switched it on', async () => {
    const { app } = benchOf();
    refused(await app.inject('/pastes'), 404);
    assert.equal((await benchOf({ isListing: true }).app.inject('/pastes')).statusCode, 200);
  });
});
