import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClient } from './client.js';
import { CellblockError } from './error.js';
import type { ClientOptions, SessionSocket } from './options.js';
import { answering, eventStream, json, refusal } from './testing/answering.js';

const url = 'http://cellblock.test/';
const client = (answers: { fetch: typeof fetch }, options: Partial<ClientOptions> = {}) =>
  createClient({ url, fetch: answers.fetch, ...options });

const failure = async (promise: Promise<unknown>): Promise<CellblockError> => {
  const error = await promise.then(
    () => assert.fail('it did not fail'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof CellblockError, String(error));
  return error;
};

const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
};

const retry = { retries: 2 };
const soon = { 'retry-after': '0' };

describe('a client', () => {
  it('sends its key and its body', async () => {
    const answers = answering(() => json({ verdict: 'ok' }));
    await client(answers, { apiKey: 'cb_x' }).run({ source: 'int main;' });
    const { method, url: asked, headers, body } = answers.seen[0] ?? assert.fail('nothing was asked');
    assert.deepEqual([method, asked, body], ['POST', 'http://cellblock.test/run', { source: 'int main;' }]);
    assert.equal(headers.get('authorization'), 'Bearer cb_x');
    assert.equal(headers.get('content-type'), 'application/json');
    assert.equal(headers.get('idempotency-key'), null);
  });

  it('makes an error of a refusal, with all that was said', async () => {
    const answers = answering(() => refusal(429, 'too_many_requests', { 'retry-after': '7' }));
    const error = await failure(client(answers).run({ source: '' }));
    const { code, message, field, requestId, status, retryAfterS } = error;
    assert.deepEqual(
      { code, message, field, requestId, status, retryAfterS },
      {
        code: 'too_many_requests',
        message: 'it is too_many_requests',
        field: 'limits.cpuMs',
        requestId: 'r1',
        status: 429,
        retryAfterS: 7,
      },
    );
    assert.equal(answers.seen.length, 1);
  });

  it('says that what answers is not Cellblock', async () => {
    const bad = answering(() => new Response('<html>Bad Gateway</html>', { status: 502 }));
    assert.equal((await failure(client(bad).limits())).code, 'unexpected_answer');
    const page = answering(() => new Response('<html>Welcome</html>'));
    assert.equal((await failure(client(page).limits())).code, 'unexpected_answer');
  });

  it('says that nobody answers', async () => {
    assert.equal((await failure(client(answering()).version())).code, 'unreachable');
  });

  it('takes 503 of health for an answer', async () => {
    const answers = answering(() => json({ ready: false, reason: 'no worker' }, { status: 503 }));
    assert.equal((await client(answers).health()).ready, false);
  });

  it('tries again what may pass, under one name', async () => {
    const answers = answering(
      () => refusal(503, 'queue_full', soon),
      () => refusal(429, 'too_many_requests', soon),
      () => json({ verdict: 'ok' }),
    );
    assert.equal((await client(answers, { retry }).run({ source: '' })).verdict, 'ok');
    const keys = answers.seen.map(({ headers }) => headers.get('idempotency-key'));
    assert.match(keys[0] ?? '', /^[0-9a-f]{32}$/);
    assert.deepEqual([keys.length, new Set(keys).size], [3, 1]);
  });

  it('gives up after as many tries as it was told', async () => {
    const answers = answering(() => refusal(503, 'queue_full', soon));
    assert.equal((await failure(client(answers, { retry }).jobs.post({ source: '' }))).code, 'queue_full');
    assert.equal(answers.seen.length, 3);
  });

  it('does not wait longer than it was told', async () => {
    const answers = answering(() => refusal(503, 'paste_store_full', { 'retry-after': '3600' }));
    await failure(client(answers, { retry }).jobs.get('x', { signal: AbortSignal.timeout(5000) }));
    assert.equal(answers.seen.length, 1);
  });

  it('does not try again what is wrong, nor a stream', async () => {
    const wrong = answering(() => refusal(400, 'invalid_field'));
    await failure(client(wrong, { retry }).run({ source: '' }));
    const full = answering(() => refusal(503, 'queue_full', soon));
    await failure(all(client(full, { retry }).runStream({ source: '' })));
    assert.deepEqual([wrong.seen.length, full.seen.length], [1, 1]);
    assert.equal(full.seen[0]?.headers.get('idempotency-key'), null);
  });

  it('ends its waiting with the reason of its signal', async () => {
    const answers = answering(() => refusal(503, 'queue_full', { 'retry-after': '20' }));
    const reason = new Error('enough');
    const controller = new AbortController();
    const running = client(answers, { retry }).run({ source: '' }, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 10);
    await assert.rejects(running, (error) => error === reason);
  });

  it('says that events broke off before the verdict', async () => {
    const answers = answering(() => eventStream([{ id: '1', data: { type: 'running' } }]));
    const seen: string[] = [];
    const read = async () => {
      for await (const { type } of client(answers).runStream({ source: '' })) seen.push(type);
    };
    assert.equal((await failure(read())).code, 'cut_off');
    assert.deepEqual(seen, ['running']);
  });

  it('says that a batch broke off', async () => {
    const answers = answering(() => new Response('{"index":0,"result":{}}\n'));
    const read = all(client(answers).batch([{ source: '' }, { source: '' }]));
    assert.match((await failure(read)).message, /after 1 of 2/);
  });

  it('asks nobody any more about a session that was called off before it was open', async () => {
    const listeners: ((event: { code: number; reason: string }) => void)[] = [];
    const socket: SessionSocket = {
      ...{ readyState: 0, send: () => {} },
      close: () => {
        for (const listener of listeners) listener({ code: 1006, reason: '' });
      },
      addEventListener: (type: string, listener: (event: never) => void) => {
        if (type === 'close') listeners.push(listener as never);
      },
    };
    const signals: (AbortSignal | null | undefined)[] = [];
    const never: typeof fetch = (_url, init) => {
      signals.push(init?.signal);
      return new Promise(() => {});
    };
    const controller = new AbortController();
    const client = createClient({ url, openSocket: () => socket, fetch: never });
    const session = client.session({ submission: { source: '' } }, { signal: controller.signal });
    const ended = assert.rejects(async () => {
      for await (const _event of session);
    }, /called off/);
    controller.abort(new Error('called off'));
    await ended;
    assert.ok(signals.every((signal) => signal?.aborted === true));
  });

  it('opens no session with a key where that could not be sent', () => {
    const open = () => createClient({ url, apiKey: 'cb_x' }).session({ submission: { source: '' } });
    assert.throws(open, /openSocket/);
  });
});

describe('the events of a job', () => {
  const event = (id: string, type: string) => ({ id, data: { type } });

  it('go on after the last one that came, so that none is lost and none comes twice', async () => {
    const answers = answering(
      () => eventStream([event('1', 'queued'), event('2', 'running')], { breaks: true }),
      () => refusal(503, 'queue_unavailable', soon),
      () => eventStream([event('3', 'stdout')]),
      () => eventStream([event('4', 'verdict'), event('5', 'never')]),
    );
    const types = (await all(client(answers).jobs.events('j'))).map(({ type }) => type);
    assert.deepEqual(types, ['queued', 'running', 'stdout', 'verdict']);
    assert.deepEqual(
      answers.seen.map(({ headers }) => headers.get('last-event-id')),
      [null, '2', '2', '3'],
    );
  });

  it('end where nothing more is to come', async () => {
    const answers = answering(() => new Response(null, { status: 204 }));
    assert.deepEqual(await all(client(answers).jobs.events('j')), []);
  });

  it('are given up where the job is not there, or the connection is lost too often', async () => {
    const gone = answering(() => refusal(404, 'not_found'));
    assert.equal((await failure(all(client(gone).jobs.events('j')))).code, 'not_found');
    const lost = answering(() => refusal(503, 'queue_unavailable', soon));
    assert.equal(
      (await failure(all(client(lost).jobs.events('j', { losses: 3 })))).code,
      'queue_unavailable',
    );
    assert.equal(lost.seen.length, 4);
  });
});
