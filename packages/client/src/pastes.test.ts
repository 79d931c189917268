import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClient } from './client.js';
import { answering, json, refusal } from './testing/answering.js';

const pastesOf = (answers: { fetch: typeof fetch }, retries = 0) =>
  createClient({ url: 'http://cellblock.test', fetch: answers.fetch, retry: { retries } }).pastes;
const askedOf = ({ seen }: ReturnType<typeof answering>) =>
  seen.map(({ method, url }) => `${method} ${url.replace('http://cellblock.test', '')}`);

describe('pastes of the client', () => {
  it('are kept as they are given', async () => {
    const answers = answering(() => json({ id: 'a', deleteSecret: 's' }, { status: 201 }));
    const order = { submission: { source: 'int x;' }, title: 'T', expiresInS: 60 };
    assert.equal((await pastesOf(answers).keep(order)).deleteSecret, 's');
    assert.deepEqual(askedOf(answers), ['POST /pastes']);
    assert.deepEqual(answers.seen[0]?.body, order);
  });

  it('are kept once however often that is tried', async () => {
    const soon = { 'retry-after': '0' };
    const answers = answering(
      () => refusal(503, 'queue_unavailable', soon),
      () => json({ id: 'a' }, { status: 201 }),
    );
    await pastesOf(answers, 1).keep({ submission: { source: '' } });
    const keys = answers.seen.map(({ headers }) => headers.get('idempotency-key'));
    assert.equal(keys.length, 2);
    assert.ok(keys[0]);
    assert.equal(keys[0], keys[1]);
  });

  it('are read, and their sources are text', async () => {
    const answers = answering(
      () => json({ id: 'a' }),
      () => new Response('int x;'),
      () => new Response('int y;'),
    );
    const pastes = pastesOf(answers);
    assert.equal((await pastes.get('a')).id, 'a');
    assert.equal(await pastes.source('a/b'), 'int x;');
    assert.equal(await pastes.source('a', { file: 'lib/a+b.h' }), 'int y;');
    assert.deepEqual(askedOf(answers), [
      'GET /pastes/a',
      'GET /pastes/a%2Fb/raw',
      'GET /pastes/a/raw?file=lib%2Fa%2Bb.h',
    ]);
  });

  it('are deleted by their secret, or by whose key says enough', async () => {
    const answers = answering(() => new Response(null, { status: 204 }));
    const pastes = pastesOf(answers);
    await pastes.delete('a', 'secret');
    await pastes.delete('a', null);
    assert.deepEqual(
      answers.seen.map(({ method, headers }) => [method, headers.get('cellblock-delete-secret')]),
      [
        ['DELETE', 'secret'],
        ['DELETE', null],
      ],
    );
  });

  it('are listed page by page', async () => {
    const answers = answering(() => json({ pastes: [], next: null }));
    const pastes = pastesOf(answers);
    await pastes.recent();
    await pastes.recent({ before: '2030-01-01T00:00:00.000Z', limit: 5 });
    assert.deepEqual(askedOf(answers), [
      'GET /pastes',
      'GET /pastes?before=2030-01-01T00%3A00%3A00.000Z&limit=5',
    ]);
  });
});
