// Whatever a client sends to be kept, it is never answered with a 5xx; and what was kept can be read, as it was told.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ErrorReply, NewPaste } from '@cellblock/contract';
import fc from 'fast-check';
import { outcomeOf } from '../door-for-tests.js';
import { queueForTests } from '../queue-for-tests.js';
import { mostly, submission } from './bodies-for-tests.js';

const get = queueForTests();

const right = fc.record(
  { source: fc.string({ unit: 'binary' }), stdin: fc.string() },
  { requiredKeys: ['source'] },
);
const others = fc.uniqueArray(fc.constantFrom('a', 'b.c', 'd/e.h', '__proto__', 'constructor'));
const several = fc.tuple(others, fc.string()).map(([paths, content]) => ({
  files: ['main.c', ...paths].map((path) => ({ path, content })),
}));

const order = fc.record(
  {
    submission: fc.oneof(right, several, mostly(submission)),
    title: mostly(fc.oneof(fc.constantFrom('a', ' ', '\u202e', 'x'.repeat(101)), fc.string())),
    expiresInS: mostly(fc.integer({ min: 59, max: 400_000_000 })),
    isListed: mostly(fc.boolean()),
    forkOf: mostly(fc.stringMatching(/^[A-Za-z0-9]{21,22}$/)),
    run: mostly(fc.boolean()),
  },
  { requiredKeys: ['submission'] },
);

async function checkRead(url: string): Promise<void> {
  const reply = await get().app.inject(url);
  assert.ok(reply.statusCode < 500, `${url}: ${reply.statusCode} ${reply.body}`);
  if (reply.statusCode >= 400) ErrorReply.parse(reply.json());
}

it('for nearly right pastes', async () => {
  await get().work(async ({ id, submission: { stdin } }) => {
    const outcome = outcomeOf(stdin);
    return { ...outcome, head: { ...outcome.head, id } };
  });
  let kept = 0;
  await fc.assert(
    fc.asyncProperty(order, async (value) => {
      const headers = { 'content-type': 'application/json' };
      const payload = JSON.stringify(value);
      const { app } = get();
      const reply = await app.inject({ method: 'POST', url: '/pastes', payload, headers });
      assert.ok(reply.statusCode < 500, `${reply.statusCode} ${reply.body}`);
      if (reply.statusCode !== 201) return void ErrorReply.parse(reply.json());
      const { deleteSecret: _, ...paste } = NewPaste.parse(reply.json());
      kept += 1;
      assert.deepEqual((await app.inject(`/pastes/${paste.id}`)).json(), paste);
      for (const how of ['', '?download', '?file=a', '?file=__proto__&download'])
        await checkRead(`/pastes/${paste.id}/raw${how}`);
    }),
    { numRuns: 500 },
  );
  assert.ok(kept > 50, `${kept} were kept`);
});

it('for any name and any query', async () => {
  const query = fc.dictionary(
    fc.oneof(fc.constantFrom('before', 'limit', 'file', 'download', '__proto__'), fc.webQueryParameters()),
    fc.oneof(fc.constantFrom('1', '100', '2030-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'), fc.string()),
  );
  await fc.assert(
    fc.asyncProperty(fc.webSegment(), query, async (id, pairs) => {
      const sent = Object.entries(pairs).map((pair) => pair.map((part) => encodeURIComponent(part)));
      const how = sent.map((pair) => pair.join('=')).join('&');
      for (const path of ['/pastes', `/pastes/${id}`, `/pastes/${id}/raw`]) await checkRead(`${path}?${how}`);
    }),
    { numRuns: 300 },
  );
});
