// What only a real socket shows: clients that are slow, send too much, hang up, or ask for many things at once.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ErrorReply } from '@cellblock/contract';
import { type Listening, listening, postOf, waitingDoor } from './client-for-tests.js';
import { answered, type BenchOptions, outcomeOf } from './door-for-tests.js';

const quick = { headersMs: 300, requestMs: 600, keepAliveMs: 5_000, stalledMs: 300, checkMs: 50 };
const patient = { headersMs: 20_000, requestMs: 20_000, keepAliveMs: 20_000, stalledMs: 20_000, checkMs: 50 };
const inTime = { timeout: 30_000 };
const started: Listening[] = [];

async function start(options: BenchOptions = {}): Promise<Listening> {
  const api = await listening({ timeouts: patient, ...options });
  started.push(api);
  return api;
}

afterEach(async () => {
  for (const api of started.splice(0)) await api.close();
});

// The status and, in ErrorReply's form, the body of the one answer in `text`.
function refusalIn(text: string): { status: number; code: string; message: string } {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const { code, message, requestId } = ErrorReply.parse(JSON.parse(body)).error;
  assert.match(head.toLowerCase(), new RegExp(`x-request-id: ${requestId}`));
  return { status: Number(head.split(' ')[1]), code, message };
}

describe('a client that hangs up', inTime, () => {
  it('cancels its job, which is no error', async () => {
    const door = waitingDoor();
    const api = await start({ submit: door.submit });
    const { socket } = await api.dial();
    socket.write(postOf('x'));
    await door.arrived(1);
    assert.equal(door.signals[0]?.aborted, false);
    socket.destroy();
    await once(door.signals[0] ?? assert.fail(), 'abort');
    await new Promise(setImmediate);
    assert.deepEqual(
      api.lines.map(({ level, msg }) => [level, msg]),
      [[30, 'submission cancelled']],
    );
  });

  it('cancels every job that it has pipelined', async () => {
    const door = waitingDoor();
    const api = await start({ submit: door.submit });
    const { socket } = await api.dial();
    socket.write(postOf('x').repeat(20));
    await door.arrived(20);
    socket.destroy();
    await Promise.all(door.signals.map((signal) => signal.aborted || once(signal, 'abort')));
  });

  it('after its answer cancels nothing', async () => {
    const door = waitingDoor();
    const api = await start({ submit: door.submit });
    const { socket, until, ended } = await api.dial();
    socket.write(postOf('x'));
    await door.arrived(1);
    door.answer(0, 'done');
    await until(/done/);
    socket.destroy();
    await ended;
    await new Promise(setImmediate);
    assert.equal(door.signals[0]?.aborted, false);
  });

  it('before its body is there submits nothing', async () => {
    const api = await start();
    const closed = once(api.app.server, 'connection').then(([theirs]) => once(theirs, 'close'));
    const { socket } = await api.dial();
    socket.end('POST /run HTTP/1.1\r\nhost: x\r\ncontent-type: text/x-c\r\ncontent-length: 100\r\n\r\nhalf');
    await closed;
    assert.equal(api.jobs.length, 0);
    assert.ok(api.lines.every(({ level }) => level <= 30));
  });

  it('in the middle of a large answer leaves no error behind', async () => {
    const api = await start({ submit: answered(outcomeOf(Buffer.alloc(8_000_000, 'x'))) });
    const { socket, until } = await api.dial();
    const body = '{"source":""}';
    socket.write(
      `POST /run HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    const closed = once(socket, 'close');
    await until(/"verdict":"ok"/);
    socket.destroy();
    await closed;
    const next = await api.dial();
    next.socket.write(postOf('x', { headers: 'connection: close\r\n' }));
    assert.match(await next.ended, /^HTTP\/1\.1 200/);
    assert.ok(api.lines.every(({ level }) => level <= 30));
  });

  it('before the first piece of a batch is there leaves no error behind', async () => {
    const door = waitingDoor();
    const api = await start({ submit: door.submit });
    const { socket } = await api.dial();
    const body = JSON.stringify({ submissions: [{ source: '' }] });
    socket.write(
      `POST /batch HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await door.arrived(1);
    socket.destroy();
    await once(door.signals[0] ?? assert.fail(), 'abort');
    await new Promise(setImmediate);
    assert.deepEqual(
      api.lines.map(({ level, msg }) => [level, msg]),
      [
        [30, 'batch'],
        [30, 'request refused'],
      ],
    );
  });
});

describe('a slow client', inTime, () => {
  it('that does not finish its headers is told 408', async () => {
    const api = await start({ timeouts: quick });
    const { socket, ended } = await api.dial();
    socket.write('POST /run HTTP/1.1\r\nhost: x\r\n');
    assert.deepEqual(refusalIn(await ended), {
      status: 408,
      code: 'request_timeout',
      message: 'the request took too long to arrive',
    });
  });

  it('that does not finish its body is told 408, however steadily it trickles', async () => {
    const api = await start({ timeouts: quick });
    const { socket, ended } = await api.dial();
    socket.write('POST /run HTTP/1.1\r\nhost: x\r\ncontent-type: text/x-c\r\ncontent-length: 1000\r\n\r\n');
    const trickle = setInterval(() => socket.write('x'), 20);
    const text = await ended;
    clearInterval(trickle);
    assert.equal(refusalIn(text).status, 408);
    assert.equal(api.jobs.length, 0);
  });

  it('that sends nothing at all is dropped', async () => {
    const api = await start({ timeouts: quick });
    const { ended } = await api.dial();
    await ended;
  });

  it('that does not take its answer is dropped, which is no error', async () => {
    const api = await start({ submit: answered(outcomeOf(Buffer.alloc(16_000_000, 'x'))), timeouts: quick });
    const dropped = once(api.app.server, 'connection').then(([theirs]) => once(theirs, 'close'));
    const { socket } = await api.dial();
    socket.pause();
    socket.write(postOf('x'));
    await dropped;
    assert.equal(api.jobs.length, 1);
    assert.ok(api.lines.every(({ level }) => level <= 30));
  });

  it('may wait for its answer longer than for its request', async () => {
    const door = waitingDoor();
    const api = await start({ submit: door.submit, timeouts: quick });
    const { socket, until } = await api.dial();
    socket.write(postOf('x'));
    await door.arrived(1);
    const later = await api.dial();
    later.socket.write(
      'POST /run HTTP/1.1\r\nhost: x\r\ncontent-type: text/x-c\r\ncontent-length: 1\r\n\r\n',
    );
    await later.ended; // a second client's whole time is over
    door.answer(0, 'done');
    assert.match(await until(/done/), /^HTTP\/1\.1 200/);
  });

  it('may wait for the next piece of an answer as long as that takes', async () => {
    const door = waitingDoor();
    const api = await start({ submit: door.submit, timeouts: { ...patient, stalledMs: 100 } });
    const { socket, until } = await api.dial();
    const body = JSON.stringify({ submissions: [{ source: 'one' }, { source: 'two' }] });
    socket.write(
      `POST /batch HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await door.arrived(2);
    await delay(500);
    door.answer(0, 'first');
    await until(/first/);
    await delay(500);
    door.answer(1, 'second');
    await until(/second/);
  });
});

describe('a client that sends too much', inTime, () => {
  it('is told 413 at once where it says so', async () => {
    const api = await start();
    const { socket, until } = await api.dial();
    socket.write(
      'POST /run HTTP/1.1\r\nhost: x\r\ncontent-type: text/x-c\r\ncontent-length: 1048577\r\n\r\n',
    );
    const refusal = refusalIn(await until(/\}\}$/));
    assert.equal(refusal.status, 413);
    assert.match(refusal.message, /at most 1048576 bytes, received 1048577/);
  });

  it('is told 413 where it does not say how much, may finish sending, and may go on', async () => {
    const api = await start();
    const { socket, until } = await api.dial();
    socket.write(
      'POST /run HTTP/1.1\r\nhost: x\r\ncontent-type: text/x-c\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    for (let sent = 0; sent < 64; sent += 1) socket.write(chunk);
    assert.equal(refusalIn(await until(/\}\}$/)).status, 413);
    socket.write(`0\r\n\r\n${postOf('x')}`);
    await until(/HTTP\/1\.1 200/);
    assert.equal(api.jobs.length, 1);
  });

  it('before it reads, and asks for the end of the connection, is told all the same', async () => {
    for (const head of [
      'POST /run HTTP/1.1\r\ncontent-type: text/x-c',
      'POST /run HTTP/1.1\r\ncontent-type: text/plain',
      'PUT /run HTTP/1.1',
      'POST /nothing HTTP/1.1',
      'POST /run HTTP/1.0\r\ncontent-type: text/x-c',
    ]) {
      const api = await start();
      const { socket, ended } = await api.dial();
      socket.pause();
      const body = Buffer.alloc(5_000_000, 'x');
      socket.write(`${head}\r\nhost: x\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n`);
      await new Promise((sent) => socket.write(body, sent));
      socket.resume();
      assert.ok([404, 405, 413, 415].includes(refusalIn(await ended).status), head);
    }
  });

  it('in its headers is told 431', async () => {
    const api = await start();
    const { socket, ended } = await api.dial();
    socket.write(`GET / HTTP/1.1\r\nhost: x\r\nlong: ${'x'.repeat(20_000)}\r\n\r\n`);
    const { status, code } = refusalIn(await ended);
    assert.deepEqual([status, code], [431, 'headers_too_large']);
  });
});

describe('a client that speaks no HTTP', inTime, () => {
  for (const [name, bytes] of [
    ['garbage', '\x16\x03\x01 hello\r\n\r\n'],
    ['two lengths', 'POST /run HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
    [
      'a length and chunks',
      'POST /run HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
    ],
    ['a line break in a header', 'GET / HTTP/1.1\r\nhost: x\r\na: b\nc\r\n\r\n'],
    ['two hosts', 'GET / HTTP/1.1\r\nhost: x\r\nHost: y\r\nconnection: close\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n'],
  ] as const) {
    it(`but ${name} is told 400`, async () => {
      const api = await start();
      const { socket, ended } = await api.dial();
      socket.write(bytes);
      const { status, code } = refusalIn(await ended);
      assert.deepEqual([status, code], [400, 'bad_request']);
    });
  }

  for (const method of ['PROPFIND', 'QUERY', 'TRACE', 'BIND']) {
    it(`as others do, but ${method}, is told 405`, async () => {
      const api = await start();
      const { socket, ended } = await api.dial();
      socket.write(`${method} /run HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      const text = await ended;
      assert.equal(refusalIn(text).status, 405);
      assert.match(text, /\r\nallow: POST\r\n/);
    });
  }
});

describe('a method of RTSP, which node takes for a request,', inTime, () => {
  for (const [method, path, expected] of [
    ['DESCRIBE', '/run', [405, 'method_not_allowed']],
    ['ANNOUNCE', '/jobs/x', [405, 'method_not_allowed']],
    ['FLUSH', '/nothing', [404, 'not_found']],
    ['PLAY', 'rtsp://x/run', [404, 'not_found']],
  ] as const) {
    it(`is answered as every method that no path takes: ${method} ${path}`, async () => {
      const api = await start();
      const { socket, ended } = await api.dial();
      socket.write(`${method} ${path} RTSP/1.0\r\nhost: x\r\nconnection: close\r\n\r\n`);
      const { status, code } = refusalIn(await ended);
      assert.deepEqual([status, code], expected);
      assert.deepEqual(
        api.lines.map(({ level, msg }) => [level, msg]),
        [[30, 'request refused']],
      );
    });
  }
});

describe('one connection', inTime, () => {
  it('is answered in the order of its requests, in whatever order they end', async () => {
    const door = waitingDoor();
    const api = await start({ submit: door.submit });
    const { socket, until } = await api.dial();
    socket.write(postOf('a') + postOf('b') + postOf('c'));
    await door.arrived(3);
    door.answer(2, 'third');
    door.answer(1, 'second');
    door.answer(0, 'first');
    assert.match(await until(/third/), /first[\s\S]*second[\s\S]*third/);
  });

  it('stays open after a refused request', async () => {
    const api = await start();
    const { socket, until } = await api.dial();
    socket.write(postOf('x', { path: '/run?std=c98' }));
    await until(/invalid_field[\s\S]*\}\}$/);
    socket.write(postOf('x'));
    await until(/HTTP\/1\.1 200/);
  });
});

describe('closing', inTime, () => {
  it('answers who is being served, takes nobody new, and then ends', async () => {
    const door = waitingDoor();
    const api = await start({ submit: door.submit });
    const [served, idle] = [await api.dial(), await api.dial()];
    idle.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await idle.until(/HTTP\/1\.1 200/);
    served.socket.write(postOf('x'));
    await door.arrived(1);
    const closed = api.app.close();
    await idle.ended;
    await assert.rejects(api.dial());
    served.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    door.answer(0, 'done');
    const text = await served.ended;
    assert.match(text, /^HTTP\/1\.1 200[\s\S]*connection: close[\s\S]*done/i);
    await closed;
  });

  it('sends who comes on an open connection elsewhere', async () => {
    const door = waitingDoor();
    const api = await start({ submit: door.submit });
    const { socket, ended } = await api.dial();
    socket.write('POST /run HTTP/1.1\r\nhost: x\r\n');
    // The request has begun, so the connection is not idle when the server closes.
    await new Promise(setImmediate);
    const closed = api.app.close();
    socket.write('content-type: text/x-c\r\ncontent-length: 1\r\n\r\nx');
    const { status, code } = refusalIn(await ended);
    assert.deepEqual([status, code], [503, 'shutting_down']);
    await closed;
  });
});

describe('an expectation that nobody knows', inTime, () => {
  it('is ignored: the request is answered as it would be without', async () => {
    const api = await start({ submit: answered(outcomeOf('hello')) });
    const client = await api.dial();
    client.socket.write(postOf('x', { headers: 'expect: 200-maybe\r\nconnection: close\r\n' }));
    const text = await client.ended;
    assert.match(text, /^HTTP\/1\.1 200 /);
    assert.match(text, /hello$/);
  });
});

describe('a client that hangs up before it is looked at', inTime, () => {
  it('is no error of ours', async () => {
    const api = await start({ submit: answered(outcomeOf('hello')) });
    api.app.server.prependListener('request', ({ socket }) => socket.destroy());
    const client = await api.dial();
    client.socket.write(postOf('x'));
    await client.ended;
    while (api.lines.length === 0) await new Promise(setImmediate);
    assert.deepEqual(
      api.lines.map(({ level, msg }) => [level, msg]),
      [[30, 'request refused']],
    );
    assert.equal(api.jobs.length, 0);
  });
});
