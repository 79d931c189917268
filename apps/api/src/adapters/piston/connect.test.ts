// The WebSocket's frames, over a door whose jobs end as a test says.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import type { SessionInput } from '@cellblock/contract';
import type { PostedEvent } from '@cellblock/queue';
import WebSocket from 'ws';
import { benchOf, outcomeOf } from '../../door-for-tests.js';

const worker = {
  id: 'w1',
  ready: true,
  sandbox: { cgroup: 'v2' },
  rootfs: '0123456789abcdef',
  compilers: { gcc: '12.2.0' },
  concurrency: 2,
  programs: 2,
};
const init = { type: 'init', language: 'c', version: '*', files: [{ name: 'a.c', content: '' }] };

describe("Piston's WebSocket", () => {
  const euro = Buffer.from('€');
  const typed: SessionInput[] = [];
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const events: PostedEvent['event'][] = [
    { type: 'running' },
    { type: 'stdout', bytes: euro.subarray(0, 1) },
    { type: 'stderr', bytes: Buffer.from('!') },
    { type: 'stdout', bytes: euro.subarray(1) },
    { type: 'verdict', head: outcomeOf('').head },
  ];
  let posting = async (_id: string) => {};
  let callOff = (_id: string) => {};
  const { app } = benchOf({
    adapters: ['piston'],
    status: { workers: [worker] },
    posted: {
      post: async ({ id, kind }, { owner, rank }) => {
        await posting(id);
        return {
          ...{ id, kind, owner, rank, state: 'queued', position: null, error: null },
          ...{ createdAt: 0, startedAt: null, endedAt: null, expiresAt: 0 },
        };
      },
      cancel: async (id) => {
        callOff(id);
        return true;
      },
      keyboard: () => ({ type: async (input) => void typed.push(input), forget: async () => {} }),
      async *events() {
        await finished;
        for (const [index, event] of events.entries()) yield { number: String(index), event };
      },
    },
  });
  let address: string;
  before(async () => {
    address = await app.listen({ port: 0, host: '127.0.0.1' });
  });
  after(() => app.close());

  async function connect() {
    const socket = new WebSocket(`${address.replace('http', 'ws')}/api/v2/connect`);
    const frames: Record<string, unknown>[] = [];
    socket.on('message', (data) => frames.push(JSON.parse(String(data))));
    const closed = once(socket, 'close').then(([code]) => Number(code));
    await once(socket, 'open');
    return { socket, frames, closed, say: (message: object) => socket.send(JSON.stringify(message)) };
  }

  it('says what is wrong with a message that is too large', async () => {
    const { frames, closed, say } = await connect();
    say({ ...init, files: [{ name: 'a.c', content: ' '.repeat(3 * 1024 * 1024) }] });
    assert.equal(await closed, 4002);
    assert.deepEqual(
      frames.map(({ type }) => type),
      ['error'],
    );
    assert.match(String(frames[0]?.['message']), /a message must hold at most 2097152 bytes/);
  });

  it('outlives signals that are not sent, and puts characters together', async () => {
    const { frames, closed, say } = await connect();
    say(init);
    say({ type: 'signal', signal: 'SIGCHLD' });
    say({ type: 'unheard of' });
    say({ type: 'data', stream: 'stdin', data: 'x' });
    finish();
    assert.equal(await closed, 4999);
    const data = frames.filter(({ type }) => type === 'data').map(({ stream, data: text }) => [stream, text]);
    assert.deepEqual(typed, [{ type: 'stdin', content: 'x', encoding: 'utf8' }]);
    assert.deepEqual(data, [
      ['stderr', '!'],
      ['stdout', '€'],
    ]);
  });

  it('calls a program off whose client hung up before it was posted', { timeout: 10_000 }, async () => {
    const gone = once(app.server, 'connection').then(([theirs]) => once(theirs, 'close'));
    const { socket, say } = await connect();
    let posted = '';
    posting = async (id) => {
      posted = id;
      socket.terminate();
      await gone;
    };
    const calledOff = new Promise<string>((resolve) => {
      callOff = resolve;
    });
    say(init);
    assert.equal(await calledOff, posted);
  });
});
