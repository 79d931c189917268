// GET /session through the whole service: programs that are typed into while they run.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, suite, test } from 'node:test';
import { WebSocket } from 'ws';
import { endOf, openSession, startSession } from './conversation.js';
import { curl } from './curl.js';
import { type Service, startService } from './service.js';
import { until } from './until.js';

const terminal = { columns: 80, rows: 24 };

const asksNames = `#include <stdio.h>
int main(void) {
    char name[64]; int count = 0;
    setvbuf(stdout, 0, _IONBF, 0);
    for (printf("name? "); fgets(name, sizeof name, stdin); printf("name? ")) printf("hello %s", name), count++;
    printf("bye\\n");
    return count;
}`;

const forEver = '#include <unistd.h>\nint main(void) { write(1, "here\\n", 5); for (;;) pause(); }';

const tellsSize = `#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>
static void on_resize(int number) { (void)number; }
static void tell(void) {
    struct winsize size;
    ioctl(0, TIOCGWINSZ, &size);
    printf("%d %dx%d\\n", isatty(0), size.ws_col, size.ws_row);
    fflush(stdout);
}
int main(void) {
    sigset_t one, before;
    sigemptyset(&one);
    sigaddset(&one, SIGWINCH);
    sigprocmask(SIG_BLOCK, &one, &before);
    signal(SIGWINCH, on_resize);
    tell();
    sigsuspend(&before);
    tell();
    return 0;
}`;

suite('a session', { concurrency: 1 }, () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service.stop());

  const isIdle = () =>
    until(
      'no job is running',
      async () => {
        const health = await service.health();
        return health?.queue.active === 0 && health.queue.waiting === 0 ? true : null;
      },
      30_000,
    );

  test('a program is answered while it runs, and its input ended', async () => {
    const session = await startSession(service, { source: asksNames, stdin: 'Ada\n' });
    await session.heard('hello Ada\nname? ');
    session.type('Grace\n');
    await session.heard('hello Grace\nname? ');
    session.say({ type: 'end' });
    assert.deepEqual(await endOf(session), ['exit_nonzero', 2]);
    assert.equal(session.output(), 'name? hello Ada\nname? hello Grace\nname? bye\n');
    assert.deepEqual(await session.closed, { code: 1000, reason: '' });
    const types = session.events.map(({ type }) => type).filter((type) => type !== 'stdout');
    assert.deepEqual(types, ['accepted', 'queued', 'compiling', 'diagnostics', 'running', 'verdict']);
  });

  test('what is typed before the program is there is kept for it, in order', async () => {
    const session = await startSession(service, {
      source: '#include <stdio.h>\nint main(void) { for (int c; (c = getchar()) != EOF;) putchar(c); }',
    });
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}\n`);
    for (const line of lines) session.type(line);
    session.say({ type: 'end' });
    assert.deepEqual(await endOf(session), ['ok', 0]);
    assert.equal(session.output(), lines.join(''));
  });

  test('a terminal echoes, has a size that changes, and makes keys signals', async () => {
    const echo = await startSession(service, { source: asksNames }, terminal);
    await echo.heard('name? ');
    echo.type('Ada\r');
    await echo.heard('name? Ada\r\nhello Ada\r\nname? ');
    echo.type('\x03');
    assert.deepEqual(await endOf(echo), ['signal', null]);
    const early = await startSession(service, { source: forEver }, terminal);
    early.type('\x03');
    assert.deepEqual(await endOf(early), ['signal', null]);
    const size = await startSession(service, { source: tellsSize }, terminal);
    await size.heard('1 80x24');
    size.say({ type: 'resize', columns: 132, rows: 43 });
    assert.deepEqual(await endOf(size), ['ok', 0]);
    assert.match(size.output(), /1 132x43/);
  });

  test('a program can be sent a signal', async () => {
    const session = await startSession(service, { source: forEver });
    await session.heard('here');
    session.say({ type: 'signal', signal: 'SIGTERM' });
    const { result } = (await session.event(({ type }) => type === 'verdict')) as never as {
      result: { verdict: string; run: { signal: string } };
    };
    assert.deepEqual([result.verdict, result.run.signal], ['signal', 'SIGTERM']);
  });

  test('a closed connection kills the program', async () => {
    for (const hangUp of ['close', 'terminate'] as const) {
      const session = await startSession(service, { source: forEver, limits: { wallMs: 60_000 } });
      await session.heard('here');
      session.socket[hangUp]();
      await session.closed;
      await isIdle();
      const accepted = session.events.find(({ type }) => type === 'accepted');
      const id = accepted?.type === 'accepted' ? accepted.id : '';
      const { state } = (await (await fetch(`${service.url}/jobs/${id}`)).json()) as { state: string };
      assert.equal(state, 'cancelled');
    }
  });

  test('an idle session ends by its wall limit, one that says too much by its output limit', async () => {
    const idle = await startSession(service, { source: forEver, limits: { wallMs: 300 } });
    assert.deepEqual(await endOf(idle), ['wall_limit', null]);
    const loud = await startSession(service, {
      source: '#include <stdio.h>\nint main(void) { for (;;) puts("0123456789abcdef"); }',
      limits: { outputBytes: 200_000 },
    });
    assert.deepEqual(await endOf(loud), ['output_limit', null]);
    assert.equal(loud.output().length, 200_000);
  });

  test('a program that does not compile is told as such', async () => {
    const session = await startSession(service, { source: 'int main(void) { return zero; }' });
    assert.deepEqual(await endOf(session), ['compile_error', undefined]);
  });

  test('a terminal takes nothing that the program would put into it', async () => {
    const source = `#include <sys/ioctl.h>
int main(void) { ioctl(0, TIOCSTI, "x"); return 0; }`;
    assert.deepEqual(await endOf(await startSession(service, { source }, terminal)), [
      'forbidden_syscall',
      null,
    ]);
  });

  test('a message that is wrong is told by field, and ends the session', async () => {
    const start = { type: 'start', submission: { source: forEver } };
    for (const [messages, code, field, close] of [
      [['{'], 'bad_request', undefined, 1008],
      [[Buffer.from('{}')], 'bad_request', undefined, 1008],
      [[{ type: 'stdin', content: 'x' }], 'invalid_field', 'type', 1008],
      [[{ ...start, submission: { source: 1 } }], 'invalid_field', 'submission.source', 1008],
      [
        [{ ...start, submission: { source: '', limits: { wallMs: 1e9 } } }],
        'invalid_field',
        'submission.limits.wallMs',
        1008,
      ],
      [[{ ...start, terminal: { columns: 0, rows: 1 } }], 'invalid_field', 'terminal.columns', 1008],
      [
        [{ type: 'start', submission: { source: '', profile: 'strict' }, terminal }],
        'invalid_field',
        'terminal',
        1008,
      ],
      [[start, { type: 'signal', signal: 'SIGSEGV' }], 'invalid_field', 'signal', 1008],
      [[start, start], 'invalid_field', 'type', 1008],
      [[start, { type: 'resize', columns: 80, rows: 24 }], 'invalid_field', 'type', 1008],
    ] as const) {
      const session = await openSession(service);
      for (const message of messages)
        session.socket.send(
          typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message),
        );
      const event = await session.event(({ type }) => type === 'error');
      const error = event.type === 'error' ? event.error : assert.fail();
      assert.deepEqual([error.code, error.field], [code, field], JSON.stringify(messages));
      assert.deepEqual(await session.closed, { code: close, reason: code });
    }
    await isIdle();
  });

  test('a message that is too large ends the session, and nothing else', async () => {
    const session = await openSession(service);
    session.socket.send(JSON.stringify({ type: 'stdin', content: 'x'.repeat(30 * 1024 * 1024) }));
    const event = await session.event(({ type }) => type === 'error');
    const error = event.type === 'error' ? event.error : assert.fail();
    assert.equal(error.code, 'too_large');
    assert.match(error.message, /a message must hold at most 2097152 bytes/);
    assert.deepEqual(await session.closed, { code: 1009, reason: 'too_large' });
    assert.equal((await service.health())?.ready, true);
  });

  test('a client that does not read is waited for, and gets all of it', async () => {
    const session = await startSession(service, {
      source: '#include <stdio.h>\nint main(void) { for (int i = 0; i < 500000; i++) puts("0123456"); }',
      limits: { outputBytes: 4_000_000 },
    });
    await session.event(({ type }) => type === 'running');
    session.socket.pause();
    await isIdle();
    session.socket.resume();
    assert.deepEqual(await endOf(session), ['ok', 0]);
    assert.equal(session.output().length, 4_000_000);
  });

  test('pages of other origins are refused before there is a connection', async () => {
    const url = `${service.url.replace('http', 'ws')}/session`;
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
      const socket = new WebSocket(url, { origin });
      const opened = once(socket, 'open').then((): never => {
        socket.terminate();
        throw new Error(`${origin} was let in`);
      });
      const [, response] = await Promise.race([once(socket, 'unexpected-response'), opened]);
      assert.equal(response.statusCode, 403);
      const body = Buffer.concat(await response.toArray());
      assert.equal(JSON.parse(body.toString()).error.field, 'origin');
    }
    const own = await openSession(service, { origin: service.url });
    own.socket.close();
    await own.closed;
  });

  test('who asks for another protocol is answered as if they had not', async () => {
    const hello = '#include <stdio.h>\nint main(void) { puts("hello"); }';
    const upgrade = ['-H', 'connection: upgrade, http2-settings', '-H', 'http2-settings: AAMAAABk'];
    for (const protocol of ['h2c', 'websocket']) {
      const { status, body } = await curl(
        [
          ...['--data-binary', '@program.c', '-H', 'content-type: text/x-c', '-H', `upgrade: ${protocol}`],
          ...upgrade,
          `${service.url}/run`,
        ],
        { 'program.c': hello },
      );
      assert.deepEqual([status, body.toString()], [200, 'hello\n'], protocol);
    }
    assert.equal((await fetch(`${service.url}/session`)).status, 400);
    assert.equal((await fetch(`${service.url}/session`, { method: 'POST' })).status, 405);
  });

  test('a service that is told to stop tells its sessions, and is not kept from stopping', async () => {
    const session = await startSession(service, { source: forEver, limits: { wallMs: 60_000 } });
    await session.heard('here');
    const ended = service.end('api', 'SIGTERM');
    const event = await session.event(({ type }) => type === 'error');
    assert.equal(event.type === 'error' && event.error.code, 'shutting_down');
    assert.deepEqual(await session.closed, { code: 1013, reason: 'shutting_down' });
    assert.equal((await ended).exitCode, 0);
  });
});
