// packages/client against the whole service.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { CellblockError, type Client, createClient } from '@cellblock/client';
import { Health, JobStatus, LimitsReply, Result, Version } from '@cellblock/contract';
import { WebSocket } from 'ws';
import { type Service, startService } from './service.js';
import { until } from './until.js';

const echo = '#include <stdio.h>\nint main(void) { for (int c; (c = getchar()) != EOF;) putchar(c); }';
const counts = `#include <stdio.h>
#include <unistd.h>
int main(void) { for (int i = 0; i < 20; i++) { printf("%d\\n", i); fflush(stdout); usleep(50000); } }`;
const waits = '#include <unistd.h>\nint main(void) { write(1, "here\\n", 5); for (;;) pause(); }';

/** A way to the service that cuts every connection after so many bytes of answer. */
async function frailWayTo(url: string, bytesEach: number) {
  const port = Number(new URL(url).port);
  const open = new Set<Socket>();
  let cuts = 0;
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    let bytes = 0;
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => open.delete(socket));
    }
    near.pipe(far);
    far.on('data', (chunk) => {
      bytes += chunk.length;
      near.write(chunk);
      if (bytes < bytesEach) return;
      cuts += 1;
      near.destroy();
      far.destroy();
    });
    far.on('end', () => near.end());
    near.on('close', () => far.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return {
    url: `http://127.0.0.1:${address.port}`,
    cuts: () => cuts,
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

const openSocket = (url: string, headers: Record<string, string>) => new WebSocket(url, { headers });

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

suite('the client', { concurrency: 2 }, () => {
  let service: Service;
  let client: Client;
  before(async () => {
    service = await startService();
    client = createClient({ url: service.url, openSocket });
  });
  after(() => service.stop());

  const idle = () =>
    until('nothing runs', async () => ((await service.health())?.queue.active === 0 ? true : null));

  test('a program is run', async () => {
    const result = Result.parse(await client.run({ source: echo, stdin: 'ä' }));
    assert.deepEqual([result.verdict, result.run?.stdout], ['ok', 'ä']);
  });

  test('the same request under the same name runs once', async () => {
    const send = () => client.run({ source: echo }, { idempotencyKey: 'the-same' });
    assert.equal((await send()).id, (await send()).id);
  });

  test('a refusal names the field', async () => {
    const error = await client.run({ source: '', limits: { cpuMs: 1 } }).catch((reason: unknown) => reason);
    assert.ok(error instanceof CellblockError);
    assert.deepEqual([error.code, error.field, error.status], ['invalid_field', 'limits.cpuMs', 400]);
    assert.match(error.requestId ?? '', /./);
  });

  test('events come while a program runs, and whoever stops reading calls it off', async () => {
    for await (const event of client.runStream({ source: waits })) if (event.type === 'stdout') break;
    await idle();
    const controller = new AbortController();
    const reason = new Error('enough');
    const read = async () => {
      for await (const event of client.runStream({ source: waits }, { signal: controller.signal }))
        if (event.type === 'stdout') controller.abort(reason);
    };
    await assert.rejects(read(), (error) => error === reason);
    await idle();
  });

  test('the events of a posted job survive a connection that is cut again and again', async () => {
    const frail = await frailWayTo(service.url, 1200);
    try {
      const { id } = await client.jobs.post({ source: counts });
      const events = await all(createClient({ url: frail.url }).jobs.events(id));
      const text = events.map((event) => (event.type === 'stdout' ? event.content : '')).join('');
      assert.equal(text, Array.from({ length: 20 }, (_, number) => `${number}\n`).join(''));
      assert.equal(events.at(-1)?.type, 'verdict');
      assert.ok(frail.cuts() > 2, `cut ${frail.cuts()} times`);
    } finally {
      frail.close();
    }
  });

  test('a job is posted, waited for, and asked for later', async () => {
    const posted = JobStatus.parse(await client.jobs.post({ source: echo, stdin: 'x' }));
    const ended = JobStatus.parse(await client.jobs.wait(posted.id));
    assert.equal(ended.state, 'done');
    assert.deepEqual(await client.jobs.get(posted.id), ended);
  });

  test('a job is called off', async () => {
    const { id } = await client.jobs.post({ source: waits });
    for await (const event of client.jobs.events(id))
      if (event.type === 'stdout') await client.jobs.cancel(id);
    assert.equal((await client.jobs.get(id)).state, 'cancelled');
  });

  test('a grading comes as a result, as JUnit XML, as CSV and as events', async () => {
    const tests = [
      { stdin: 'a', expected: 'a' },
      { stdin: 'b', expected: 'c' },
    ];
    const grading = { submission: { source: echo }, tests };
    assert.equal((await client.grade(grading)).passed, 1);
    assert.match(await client.gradeReport(grading, 'junit'), /<testsuite /);
    assert.match(await client.gradeReport(grading, 'csv'), /^number,/);
    const types = (await all(client.gradeStream(grading))).map(({ type }) => type);
    assert.deepEqual([types.filter((type) => type === 'test').length, types.at(-1)], [2, 'verdict']);
    const { id } = await client.jobs.post({ kind: 'grade', ...grading });
    await client.jobs.wait(id);
    assert.match(await client.jobs.report(id, 'csv'), /^number,/);
  });

  test('a batch is answered in order, a wrong one among them', async () => {
    const submissions = Array.from({ length: 20 }, (_, number) => ({ source: echo, stdin: String(number) }));
    const wrong = { source: echo, files: [] };
    const entries = await all(client.batch([...submissions, wrong]));
    const told = entries.map((entry) => ('result' in entry ? entry.result.run?.stdout : entry.error.code));
    assert.deepEqual(told, [...submissions.map(({ stdin }) => stdin), 'invalid_field']);
  });

  test('a paste is kept, read, refused to who guesses, and deleted', async () => {
    const submission = { files: [{ path: 'main.c', content: echo }], stdin: 'kept' };
    const { deleteSecret, ...paste } = await client.pastes.keep({ submission, title: 'Echo' });
    assert.equal(paste.result?.run?.stdout, 'kept');
    assert.deepEqual(await client.pastes.get(paste.id), paste);
    assert.equal(await client.pastes.source(paste.id, { file: 'main.c' }), echo);
    await assert.rejects(client.pastes.recent({ limit: 1 }), { code: 'not_found' });
    await assert.rejects(client.pastes.delete(paste.id, 'guess'), { code: 'forbidden' });
    await client.pastes.delete(paste.id, deleteSecret);
    await assert.rejects(client.pastes.get(paste.id), { code: 'not_found' });
  });

  test('a session is typed into, resized, signalled and ended', async () => {
    const session = client.session({ submission: { source: echo }, terminal: { columns: 80, rows: 24 } });
    session.resize({ columns: 100, rows: 30 });
    session.type('hel');
    session.type(new TextEncoder().encode('lo\n'));
    session.end();
    const events = await all(session);
    const text = events.map((event) => (event.type === 'stdout' ? event.content : '')).join('');
    assert.match(text, /hello\r\nhello\r\n/);
    const waiting = client.session({ submission: { source: waits } });
    for await (const event of waiting) {
      if (event.type === 'stdout') waiting.signal('SIGTERM');
      if (event.type === 'verdict') assert.equal(event.result.verdict, 'signal');
    }
  });

  test('a megabyte is typed in messages that are taken', async () => {
    const limits = { outputBytes: 2_000_000 };
    const session = client.session({ submission: { source: echo, limits } });
    session.type('ä'.repeat(600_000));
    session.end();
    const bytes = (await all(session)).map((event) =>
      event.type === 'stdout' ? Buffer.from(event.content, event.encoding) : Buffer.alloc(0),
    );
    assert.equal(Buffer.concat(bytes).toString(), 'ä'.repeat(600_000));
  });

  test('whoever stops listening ends the session, and a refusal is an error', async () => {
    for await (const event of client.session({ submission: { source: waits } }))
      if (event.type === 'stdout') break;
    await idle();
    const refused = all(client.session({ submission: { source: '', limits: { cpuMs: 1 } } }));
    await assert.rejects(refused, { code: 'invalid_field', field: 'submission.limits.cpuMs' });
    const nowhere = createClient({ url: 'http://127.0.0.1:9', openSocket });
    await assert.rejects(all(nowhere.session({ submission: { source: '' } })), { code: 'unreachable' });
  });

  test('the service describes itself as the contract has it', async () => {
    assert.equal(Health.parse(await client.health()).ready, true);
    assert.match(Version.parse(await client.version()).version, /^\d/);
    const { cpuMs } = LimitsReply.parse(await client.limits()).run;
    assert.equal(cpuMs?.maximum, 30_000);
  });
});
