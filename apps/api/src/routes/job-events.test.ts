// GET /jobs/:id/events and POST /run as events, over a real queue and real sockets.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it as unlimited } from 'node:test';
import { ErrorReply, JobEvent, JobStatus } from '@cellblock/contract';
import { outcomeOf } from '../door-for-tests.js';
import { queueForTests, type Work } from '../queue-for-tests.js';

const it = (title: string, body: () => Promise<void>) => unlimited(title, { timeout: 60_000 }, body);

const start = queueForTests({ timeouts: { stalledMs: 60_000 } });
const body = JSON.stringify({ source: 'int main(void) { return 0; }' });
const headers = { 'content-type': 'application/json' };

type Told = { id: string; type: string; event: JobEvent };

async function* toldBy(response: Response): AsyncGenerator<Told> {
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  assert.ok(response.body);
  let text = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + piece).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) => block.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1] ?? '';
      if (field('id') === '') continue;
      yield { id: field('id'), type: field('event'), event: JobEvent.parse(JSON.parse(field('data'))) };
    }
  }
}

async function all(response: Response): Promise<Told[]> {
  const told: Told[] = [];
  for await (const each of toldBy(response)) told.push(each);
  return told;
}

const textOf = (told: Told[]) => told.map(({ event }) => ('content' in event ? event.content : '')).join('');

async function posted(): Promise<string> {
  const response = await fetch(`${start().url}/jobs`, { method: 'POST', headers, body });
  return JobStatus.parse(await response.json()).id;
}

const eventsOf = (id: string, after?: string) =>
  fetch(`${start().url}/jobs/${id}/events`, {
    headers: after === undefined ? {} : { 'last-event-id': after },
  });

const runStreaming = (signal?: AbortSignal) =>
  fetch(`${start().url}/run`, {
    method: 'POST',
    headers: { ...headers, accept: 'text/event-stream' },
    body,
    ...(signal === undefined ? {} : { signal }),
  });

async function during(evaluate: Work, test: () => Promise<void>): Promise<void> {
  const bench = await start().work(evaluate);
  await test();
  await bench.close();
}

/** Says `pieces`, each when it is let. */
function talker(pieces: Buffer[]) {
  const gates = pieces.map(() => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { open, opened };
  });
  const work: Work = async ({ id }, _signal, emit) => {
    emit?.({ type: 'compiling' });
    emit?.({ type: 'running' });
    for (const [index, bytes] of pieces.entries()) {
      await gates[index]?.opened;
      emit?.({ type: 'stdout', bytes });
    }
    const outcome = outcomeOf(Buffer.concat(pieces));
    return { ...outcome, head: { ...outcome.head, id } };
  };
  return { work, say: (index: number) => gates[index]?.open() };
}

describe('GET /jobs/:id/events', () => {
  it('tells what happens as it happens, and whoever is cut off loses nothing', async () => {
    const words = ['one ', 'two ', 'three ', 'four ', 'five'];
    const { work, say } = talker(words.map((word) => Buffer.from(word)));
    const id = await posted();
    await during(work, async () => {
      const told: Told[] = [];
      // A connection for each word, dropped as soon as the word was heard.
      for (const [index, word] of words.entries()) {
        say(index);
        const response = await eventsOf(id, told.at(-1)?.id);
        for await (const each of toldBy(response)) {
          told.push(each);
          if ('content' in each.event && each.event.content === word) break;
        }
      }
      told.push(...(await all(await eventsOf(id, told.at(-1)?.id))));
      const types = told.map(({ type }) => type);
      const heard = words.map(() => 'stdout');
      assert.deepEqual(types, ['queued', 'compiling', 'running', ...heard, 'verdict']);
      assert.equal(textOf(told), words.join(''));
      const again = await all(await eventsOf(id));
      assert.deepEqual(again[0]?.event, { type: 'queued', position: null });
      assert.deepEqual(again.slice(1), told.slice(1));
    });
  });

  it('holds the result in its last event, without the output', async () => {
    const id = await posted();
    const { work, say } = talker([Buffer.from('x')]);
    say(0);
    await during(work, async () => {
      const last = (await all(await eventsOf(id))).at(-1);
      assert.equal(last?.id, 'end');
      assert.ok(last?.event.type === 'verdict');
      assert.deepEqual([last.event.result.id, last.event.result.verdict], [id, 'ok']);
    });
  });

  it('carries characters cut in two as text, and bytes that are none as base64', async () => {
    const { work, say } = talker([Buffer.from([0xc3]), Buffer.from([0xa9]), Buffer.from([0xff])]);
    const id = await posted();
    for (const index of [0, 1, 2]) say(index);
    await during(work, async () => {
      const contents = (await all(await eventsOf(id))).flatMap(({ event }) =>
        'content' in event ? [Buffer.from(event.content, event.encoding)] : [],
      );
      assert.deepEqual(Buffer.concat(contents), Buffer.from([0xc3, 0xa9, 0xff]));
    });
  });

  it('ends with 204 for whoever has heard the end', async () => {
    const id = await posted();
    const response = await eventsOf(id, 'end');
    assert.equal(response.status, 204);
  });

  it('tells a job that is cancelled', async () => {
    const id = await posted();
    const events = all(await eventsOf(id));
    await fetch(`${start().url}/jobs/${id}`, { method: 'DELETE' });
    const types = (await events).map(({ type }) => type);
    assert.deepEqual(types, ['queued', 'cancelled']);
  });

  for (const given of ['1', 'x', '1-', '1-2-3', '-1-1', '99999999999999999999-1']) {
    it(`refuses Last-Event-ID: ${given}`, async () => {
      const response = await eventsOf(await posted(), given);
      const { error } = ErrorReply.parse(await response.json());
      assert.deepEqual([response.status, error.field], [400, 'last-event-id']);
    });
  }
});

describe('POST /run with Accept: text/event-stream', () => {
  it('streams, and names the job for whoever is cut off', async () => {
    const { work, say } = talker([Buffer.from('hello ')]);
    say(0);
    await during(work, async () => {
      const response = await runStreaming();
      const id = response.headers.get('cellblock-id') ?? '';
      const told = await all(response);
      assert.equal(textOf(told), 'hello ');
      assert.equal(told.at(-1)?.type, 'verdict');
      const status = await fetch(`${start().url}/jobs/${id}`);
      assert.equal(JobStatus.parse(await status.json()).state, 'done');
    });
  });

  it('calls the job off when the client hangs up', async () => {
    let stopped: Promise<unknown> = Promise.resolve();
    const work: Work = async ({ id }, signal, emit) => {
      stopped = once(signal, 'abort');
      emit?.({ type: 'running' });
      await stopped;
      return { ...outcomeOf(''), head: { ...outcomeOf('').head, id } };
    };
    await during(work, async () => {
      const hangUp = new AbortController();
      const response = await runStreaming(hangUp.signal);
      for await (const { type } of toldBy(response)) if (type === 'running') break;
      hangUp.abort();
      await stopped;
    });
  });

  it('refuses in JSON what it would refuse anyhow', async () => {
    const response = await fetch(`${start().url}/run`, {
      method: 'POST',
      headers: { ...headers, accept: 'text/event-stream' },
      body: '{}',
    });
    assert.equal(response.status, 400);
    ErrorReply.parse(await response.json());
  });
});

describe('a client that does not read', () => {
  it('holds no memory, and gets everything once it does', async () => {
    const piece = Buffer.alloc(64 * 1024, 'line of text\n');
    const pieces = 256;
    const clients = 20;
    const work: Work = async ({ id }, _signal, emit) => {
      for (let index = 0; index < pieces; index++) emit?.({ type: 'stdout', bytes: piece });
      const outcome = outcomeOf('');
      return { ...outcome, head: { ...outcome.head, id } };
    };
    const id = await posted();
    await during(work, async () => {
      await fetch(`${start().url}/jobs/${id}?wait=30s`);
      const before = externalMiB();
      const port = Number(new URL(start().url).port);
      const sockets = Array.from({ length: clients }, () => connect({ port, host: '127.0.0.1' }));
      for (const socket of sockets) {
        socket.write(`GET /jobs/${id}/events HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      }
      // Each is answered, and then reads no more.
      await Promise.all(sockets.map((socket) => once(socket, 'readable')));
      const [reader, ...idle] = sockets;
      assert.ok(reader);
      let bytes = 0;
      reader.on('data', (data) => {
        bytes += data.length;
      });
      await once(reader, 'end');
      const held = externalMiB() - before;
      for (const socket of idle) socket.destroy();
      assert.ok(bytes > pieces * piece.length, `${bytes} bytes came`);
      // 20 times 16 MiB, were it held here.
      assert.ok(held < 100, `${Math.round(held)} MiB held for clients that do not read`);
    });
  });
});

/** Memory of this process that its clients' answers would be in. */
function externalMiB(): number {
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 / 1024;
}
