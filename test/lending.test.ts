// Programs that sleep lend their place, and those that compute for long give it up: others run meanwhile, and nobody's
// verdict suffers for it.

import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { after, before, suite, test } from 'node:test';
import { endOf, startSession } from './conversation.js';
import { grade } from './grading.js';
import { run } from './post.js';
import { type Service, startService } from './service.js';
import { sleeper, slept } from './sleeper.js';
import { until } from './until.js';

const places = availableParallelism();
// More than there are places and jobs in hand.
const many = 6 * places;
const hello = { source: '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }' };
const questions = `#include <stdio.h>
int main(void) {
    for (int n, sum = 0; printf("so far %d\\n", sum), fflush(stdout), scanf("%d", &n) == 1;) sum += n;
    return 3;
}
`;
// Sleeps, and then needs 600 ms of CPU time, which many together can't have by their deadlines.
const wakes = {
  source: `#include <stdio.h>
#include <time.h>
#include <unistd.h>
int main(void) {
    sleep(1);
    while (clock() < CLOCKS_PER_SEC * 6 / 10) continue;
    puts("done");
}
`,
  limits: { cpuMs: 3000, wallMs: 7000, memoryBytes: 32 << 20 },
};

const spins = {
  source: 'int main(void) { for (;;) continue; }',
  limits: { cpuMs: 4000, wallMs: 8000, memoryBytes: 32 << 20 },
};

const deadlock = {
  source: `#include <pthread.h>
#include <stdio.h>
int main(void) {
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    pthread_mutex_lock(&lock);
    puts("done");
}
`,
};

suite('lending', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service.stop());
  const active = (count: number) =>
    until(
      `${count} active`,
      async () => ((await service.health())?.queue.active === count ? true : null),
      30_000,
    );

  test('programs that sleep keep nobody waiting', { timeout: 120_000 }, async () => {
    const leaving = new AbortController();
    const answers = Array.from({ length: many }, (_, index) =>
      run(service.url, sleeper(50_000, `${index}`), leaving.signal),
    );
    const ended = Promise.allSettled(answers);
    await active(many);
    assert.equal((await run(service.url, hello)).run?.stdout, 'hello\n');
    assert.equal((await service.health())?.queue.active, many);
    leaving.abort();
    assert.ok((await ended).every(({ status }) => status === 'rejected'));
    await active(0);
  });

  test('nor do sessions in which nobody types, and each is answered', { timeout: 120_000 }, async () => {
    const limits = { wallMs: 60_000, memoryBytes: 32 << 20 };
    const sessions = await Promise.all(
      Array.from({ length: many }, () => startSession(service, { source: questions, limits })),
    );
    await Promise.all(sessions.map((session) => session.heard('so far 0\n')));
    assert.equal((await run(service.url, hello)).run?.stdout, 'hello\n');
    for (const [index, session] of sessions.entries()) session.type(`${index} 1000\n`);
    await Promise.all(sessions.map((session, index) => session.heard(`so far ${index + 1000}\n`)));
    for (const session of sessions) session.say({ type: 'end' });
    for (const session of sessions) assert.deepEqual(await endOf(session), ['exit_nonzero', 3]);
  });

  test('nor do the tests of a grading wait for each other', { timeout: 120_000 }, async () => {
    const began = performance.now();
    const { tests } = await grade(service.url, {
      submission: { ...deadlock, limits: { wallMs: 2000, memoryBytes: 32 << 20 } },
      tests: Array.from({ length: many }, () => ({ expected: 'done\n' })),
    });
    const ms = performance.now() - began;
    assert.deepEqual(
      tests.map(({ verdict }) => verdict),
      tests.map(() => 'wall_limit'),
    );
    const alone = tests.reduce((sum, { run }) => sum + (run?.usage.wallMs ?? 0), 0);
    // As many at once as there are places would take that long.
    assert.ok(ms < alone / places / 2, `${ms} ms for ${alone} ms of ${places} at once`);
  });

  test('nor do programs that compute, and each has its time in the end', { timeout: 120_000 }, async () => {
    const ends: string[] = [];
    const answers = Array.from({ length: 2 * places }, async () => {
      const { verdict } = await run(service.url, spins);
      ends.push(verdict);
    });
    await active(2 * places);
    assert.equal((await run(service.url, hello)).run?.stdout, 'hello\n');
    assert.deepEqual(ends, []);
    await Promise.all(answers);
    assert.deepEqual(
      ends,
      answers.map(() => 'time_limit'),
    );
  });

  test('many that wake at once all have the time that they need', { timeout: 120_000 }, async () => {
    const results = await Promise.all(Array.from({ length: 16 * places }, () => run(service.url, wakes)));
    assert.deepEqual(
      results.map(({ verdict, run }) => [verdict, run?.stdout]),
      results.map(() => ['ok', 'done\n']),
    );
  });
});

test('where nothing may be lent, a program that sleeps keeps its place', { timeout: 120_000 }, async () => {
  const service = await startService({ env: { CELLBLOCK_LENT_BYTES: '0' } });
  try {
    const ends: string[] = [];
    const answers = Array.from({ length: 2 * places }, async () => {
      slept(await run(service.url, sleeper(1500, 'a')));
      ends.push('sleeper');
    });
    await until('all are taken', async () =>
      (await service.health())?.queue.active === 2 * places ? true : null,
    );
    assert.equal((await run(service.url, hello)).verdict, 'ok');
    assert.ok(ends.length >= places, `${ends.length} had ended`);
    await Promise.all(answers);
  } finally {
    await service.stop();
  }
});
