// Clients that don't read: what their programs write waits in Redis, within its bound, and nowhere else.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { after, before, suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Conversation, startSession } from './conversation.js';
import { watchingMemory } from './memory.js';
import { type Service, startService } from './service.js';
import { until } from './until.js';

const MiB = 1024 * 1024;
const readers = 30;
const slowMs = 1000;
const writtenBytes = 8 * MiB;
const submission = {
  source: `#include <stdio.h>\nint main(void) { for (int i = 0; i < ${writtenBytes / 64}; i++) printf("%063d\\n", i); }`,
  limits: { outputBytes: writtenBytes },
};

// All that is written is 240 MiB, and twice that as it is held.
const mostMiB = 150;

suite('clients that do not read', { concurrency: 1 }, () => {
  let service: Service;
  before(async () => {
    // What a worker holds of the jobs in its hand is no matter of readers: few, so that theirs can be told from it.
    service = await startService({ env: { CELLBLOCK_RESULT_TTL_S: '60', CELLBLOCK_CONCURRENCY: '2' } });
  });
  after(() => service.stop());

  const allDone = () =>
    until(
      'every program is done',
      async () => {
        const health = await service.health();
        return health?.queue.active === 0 && health.queue.waiting === 0 ? true : null;
      },
      120_000,
    );

  function assertFlat(growth: Awaited<ReturnType<typeof watchingMemory>>['growth']): void {
    for (const name of ['api', 'worker'] as const) {
      const { beforeMiB, peakMiB } = growth[name];
      assert.ok(peakMiB - beforeMiB < mostMiB, `${name}: from ${beforeMiB} to ${peakMiB} MiB`);
    }
    const held = (2 * readers * writtenBytes) / MiB;
    const { beforeMiB, peakMiB } = growth.redis;
    assert.ok(peakMiB - beforeMiB < 2 * held, `redis: from ${beforeMiB} to ${peakMiB} MiB`);
  }

  test('of streams cost the API and the worker nothing, and get all of it later', async () => {
    let isSlow = true;
    const { value: read, growth } = await watchingMemory(service, async () => {
      const opened = await Promise.all(Array.from({ length: readers }, () => streamed(service)));
      const reading = opened.map((stream) => outputIn(stream, () => isSlow));
      await allDone();
      return reading;
    });
    isSlow = false;
    assertFlat(growth);
    for (const bytes of await Promise.all(read)) assert.equal(bytes, writtenBytes);
  });

  test('of sessions cost the API and the worker nothing, and get all of it later', async () => {
    const { value: sessions, growth } = await watchingMemory(service, async () => {
      const opened: Conversation[] = [];
      for (let each = 0; each < readers; each++) {
        const session = await startSession(service, submission);
        session.socket.pause();
        opened.push(session);
      }
      await allDone();
      return opened;
    });
    assertFlat(growth);
    for (const session of sessions) {
      session.socket.resume();
      await session.event(({ type }) => type === 'verdict');
      assert.equal(session.output().length, writtenBytes);
    }
  });

  test('leave nothing behind when their time is over', async () => {
    await until(
      'nothing is held',
      async () => ((await service.health())?.queue.held.bytes === 0 ? true : null),
      120_000,
    );
  });
});

/** A program's events, asked for and not read. */
async function streamed({ url }: Service): Promise<IncomingMessage> {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  const sent = request(`${url}/run`, { method: 'POST', headers }).end(JSON.stringify(submission));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response.pause();
}

/** How much a program wrote, by its events; read as slowly as may be without being taken for gone. */
async function outputIn(stream: IncomingMessage, isSlow: () => boolean): Promise<number> {
  let text = '';
  stream.setEncoding('utf8');
  for await (const piece of stream) {
    text += piece;
    if (isSlow()) await delay(slowMs);
  }
  const outputs = text.matchAll(/^data: (\{"type":"stdout".*\})$/gm);
  return [...outputs].reduce((sum, [, data = '']) => sum + JSON.parse(data).content.length, 0);
}
