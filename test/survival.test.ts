// What happens when parts of the service die, stop or are not there: every accepted job is answered, once and right.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once, setMaxListeners } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterEach, suite, test } from 'node:test';
import { z } from 'zod';
import { postJson, refusal, run } from './post.js';
import { alive, descendantsOf } from './processes.js';
import { type Health, type Service, type ServiceOptions, startService } from './service.js';
import { oneAtATime, sleeper, slept } from './sleeper.js';
import { until } from './until.js';

const hello = { source: '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }' };

suite('survival', () => {
  let service: Service;
  afterEach(() => service.stop());

  const start = async (options: ServiceOptions) => {
    service = await startService(options);
    return service;
  };
  const queueIs = (what: string, holds: (queue: Health['queue']) => boolean, deadlineMs?: number) =>
    until(
      `the queue has ${what}`,
      async () => {
        const health = await service.health();
        return health !== null && holds(health.queue) ? true : null;
      },
      deadlineMs,
    );
  const running = (count: number) => queueIs(`${count} running`, (queue) => queue.active === count);
  const idle = (deadlineMs?: number) =>
    queueIs('nothing to do', (queue) => queue.reachable && queue.active + queue.waiting === 0, deadlineMs);
  const assertPrompt = async () => {
    const began = performance.now();
    const { verdict } = await run(service.url, hello);
    const ms = performance.now() - began;
    assert.equal(verdict, 'ok');
    assert.ok(ms < 5000, `the only slot was busy for ${Math.round(ms)} ms`);
  };

  test('without a worker a submission waits, gets 503, and is never run', async () => {
    const env = { ...oneAtATime, CELLBLOCK_NO_WORKER_WAIT_MS: '700' };
    await start({ parts: ['redis', 'api'], env });
    const began = performance.now();
    const response = await postJson(service.url, sleeper(40_000, 'nobody waits for me'));
    const { status, code } = await refusal(response);
    assert.deepEqual([status, code], [503, 'no_worker']);
    assert.ok(Number(response.headers.get('retry-after')) > 0);
    assert.ok(performance.now() - began >= 700, 'it gave up early');
    // Were it run now, it would hold the only slot for 40 seconds.
    service.start('worker');
    await service.waitFor('ready');
    await idle(1000);
    await assertPrompt();
  });

  test('a submission that waits for a worker is answered when one comes', async () => {
    await start({ parts: ['redis', 'api'], env: { CELLBLOCK_NO_WORKER_WAIT_MS: '30000' } });
    const answer = run(service.url, sleeper(1, 'patient'));
    await queueIs('one waiting', (queue) => queue.waiting === 1);
    service.start('worker');
    assert.equal(slept(await answer).nonce, 'patient');
  });

  test('a client that hangs up frees the slot at once, running or waiting', async () => {
    await start({ env: oneAtATime });
    const first = new AbortController();
    const second = new AbortController();
    const answers = [
      run(service.url, sleeper(50_000, 'first'), first.signal),
      run(service.url, sleeper(50_000, 'second'), second.signal),
    ];
    const ended = Promise.allSettled(answers);
    await queueIs('one running, one waiting', ({ active, waiting }) => active === 1 && waiting === 1);
    second.abort();
    await queueIs('none waiting', ({ active, waiting }) => active === 1 && waiting === 0, 2000);
    first.abort();
    await idle(2000);
    assert.deepEqual(new Set((await ended).map(({ status }) => status)), new Set(['rejected']));
    await assertPrompt();
  });

  test('a full queue refuses at the door, and takes what comes when there is room', async () => {
    await start({ env: { ...oneAtATime, CELLBLOCK_QUEUE_LIMIT: '2' } });
    const running_ = run(service.url, sleeper(1500, 'runs'));
    await running(1);
    const waiting = ['a', 'b'].map((nonce) => run(service.url, sleeper(1, nonce)));
    await queueIs('two waiting', (queue) => queue.waiting === 2);
    const response = await postJson(service.url, hello);
    const { status, code } = await refusal(response);
    assert.deepEqual([status, code], [503, 'queue_full']);
    assert.ok(Number(response.headers.get('retry-after')) > 0);
    const nonces = (await Promise.all([running_, ...waiting])).map((result) => slept(result).nonce);
    assert.deepEqual(nonces, ['runs', 'a', 'b']);
    await assertPrompt();
  });

  test("a killed worker's job is taken over within 5 seconds, and its cells die with it", async () => {
    await start({ env: oneAtATime });
    const answer = run(service.url, sleeper(1000, 'taken over'));
    await running(1);
    const below = (await descendantsOf(service.pidOf('worker'))).map((process) => process.pid);
    assert.ok(below.length > 0, 'a worker has a warden');
    const killedMs = Date.now();
    await service.end('worker', 'SIGKILL');
    service.start('worker');
    const { nonce, beganMs } = slept(await answer);
    assert.equal(nonce, 'taken over');
    assert.ok(beganMs > killedMs, 'this is the answer of the killed worker');
    assert.ok(beganMs - killedMs < 5000, `taken over after ${beganMs - killedMs} ms`);
    await until('the killed worker left no process', async () =>
      (await alive(below)).length === 0 ? true : null,
    );
  });

  test('a worker whose warden is killed ends, and the next one takes its job over', async () => {
    await start({ env: oneAtATime });
    const answer = run(service.url, sleeper(1000, 'outlived a warden'));
    await running(1);
    const below = await descendantsOf(service.pidOf('worker'));
    const warden = below.find(({ name }) => name.startsWith('cellblock-ward'));
    assert.ok(warden, 'the worker has a warden');
    process.kill(warden.pid, 'SIGKILL');
    assert.notEqual((await service.gone('worker')).exitCode, 0);
    service.start('worker');
    const result = await answer;
    assert.equal(result.verdict, 'ok');
    assert.equal(slept(result).nonce, 'outlived a warden');
    const pids = below.map((process) => process.pid);
    await until('its cells are gone', async () => ((await alive(pids)).length === 0 ? true : null));
  });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    test(`Redis ended by ${signal} and started again loses no job`, async () => {
      await start({ env: { ...oneAtATime, CELLBLOCK_CONCURRENCY: '2' } });
      const nonces = Array.from({ length: 12 }, (_, index) => `job-${index}`);
      const answers = nonces.map((nonce) => run(service.url, sleeper(400, nonce)));
      await queueIs('some running, many waiting', ({ active, waiting }) => active === 2 && waiting >= 6);
      await service.end('redis', signal);
      service.start('redis');
      assert.deepEqual(
        (await Promise.all(answers)).map((result) => slept(result).nonce),
        nonces,
      );
    });
  }

  test('without Redis submissions are refused until it is back', async () => {
    await start({});
    await service.end('redis', 'SIGTERM');
    const response = await postJson(service.url, hello);
    const { status, code } = await refusal(response);
    assert.deepEqual([status, code], [503, 'queue_unavailable']);
    assert.equal((await service.health())?.ready, false);
    service.start('redis');
    await service.waitFor('ready');
    await assertPrompt();
  });

  test('an API told to end answers who is being served and takes nobody new', async () => {
    await start({ env: oneAtATime });
    const answer = run(service.url, sleeper(1500, 'still served'));
    await running(1);
    const exit = service.end('api', 'SIGTERM');
    await until('new clients are refused', async () => {
      const response = await postJson(service.url, hello).catch(() => null);
      await response?.arrayBuffer();
      return response === null || response.status === 503 ? true : null;
    });
    assert.equal(slept(await answer).nonce, 'still served');
    assert.deepEqual(await exit, { exitCode: 0, signal: null });
  });

  test('a worker told to end finishes what it runs', async () => {
    await start({ env: oneAtATime });
    const answer = run(service.url, sleeper(1500, 'finished'));
    await running(1);
    // There is no other worker: an answer can only be this one's.
    assert.deepEqual(await service.end('worker', 'SIGTERM'), { exitCode: 0, signal: null });
    assert.equal(slept(await answer).nonce, 'finished');
  });

  test('when the API is killed, what it waited for is called off', async () => {
    await start({ env: oneAtATime });
    const answer = run(service.url, sleeper(50_000, 'orphan')).catch((error: unknown) => error);
    await running(1);
    await service.end('api', 'SIGKILL');
    assert.ok((await answer) instanceof Error);
    service.start('api');
    await service.waitFor('answering');
    await idle(10_000);
    await assertPrompt();
  });

  test('50 submissions at once get 50 answers, each its own', async () => {
    await start({});
    const nonces = Array.from({ length: 50 }, (_, index) => `nonce-${index}-${(index * 7919) % 1000}`);
    const results = await Promise.all(
      nonces.map((nonce, index) =>
        run(service.url, {
          // Some by source, some by input: what is cached for one must not be answered to another.
          source: `#include <stdio.h>
            int main(void) {
              char given[64] = "";
              if (${index % 2}) { puts("${nonce}"); return ${index}; }
              if (fgets(given, sizeof given, stdin)) puts(given);
              return ${index % 3};
            }`,
          stdin: nonce,
        }),
      ),
    );
    assert.deepEqual(
      results.map((result) => result.run?.stdout),
      nonces.map((nonce) => `${nonce}\n`),
    );
    assert.deepEqual(
      results.map((result) => result.run?.exitCode),
      nonces.map((_, index) => (index % 2 ? index : index % 3)),
    );
    assert.equal(new Set(results.map((result) => result.id)).size, nonces.length);
    await idle();
  });

  test('a thousand that come while the API is busy are let in, and answered later', async () => {
    await start({ parts: ['redis', 'api'] });
    const { hostname, port } = new URL(service.url);
    const pid = service.pidOf('api');
    process.kill(pid, 'SIGSTOP');
    const sockets = Array.from({ length: 1000 }, () => connect(Number(port), hostname));
    try {
      const ask = (socket: (typeof sockets)[number]) => {
        socket.write('GET /version HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
        return socket.toArray().then((chunks) => Buffer.concat(chunks).toString().split('\r\n')[0]);
      };
      // Until the kernel has let it in, a connection is none.
      const signal = AbortSignal.timeout(20_000);
      setMaxListeners(sockets.length, signal);
      await Promise.all(sockets.map((socket) => once(socket, 'connect', { signal })));
      const answers = Promise.all(sockets.map(ask));
      process.kill(pid, 'SIGCONT');
      assert.deepEqual([...new Set(await answers)], ['HTTP/1.1 200 OK']);
    } finally {
      process.kill(pid, 'SIGCONT');
      for (const socket of sockets) socket.destroy();
    }
  });

  test('a service that is stopped leaves no process', async () => {
    const { pids } = await start({});
    const answer = run(service.url, sleeper(300, 'last')).catch(() => null);
    await running(1);
    const below = await Promise.all(pids.map(descendantsOf));
    const all = [...pids, ...below.flat().map((process) => process.pid)];
    await service.stop();
    await answer;
    await until('all are gone', async () => ((await alive(all)).length === 0 ? true : null), 5000);
  });

  test('tests that are killed leave no process either', async () => {
    await start({ parts: ['redis', 'api'] });
    const script = `import { startService } from ${JSON.stringify(new URL('service.js', import.meta.url).href)};
      const { state, pids } = await startService();
      console.log(JSON.stringify({ state, pids }));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(child.stdout, 'data');
    const { state, pids } = z
      .object({ state: z.string(), pids: z.array(z.number()).length(3) })
      .parse(JSON.parse(String(line)));
    assert.deepEqual((await alive(pids)).length, 3);
    child.kill('SIGKILL');
    await until('all are gone', async () => ((await alive(pids)).length === 0 ? true : null));
    await rm(state, { recursive: true });
  });
});
