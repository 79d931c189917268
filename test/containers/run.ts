// What holds of the containers of docker-compose.yml, asked of them while they run; `npm run test:containers` starts them.

import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { compare } from '../compare.js';
import { refusal, run } from '../post.js';
import { readPrograms } from '../program.js';
import { sleeper, slept } from '../sleeper.js';
import { until } from '../until.js';
import { compose, containersOf, exitCodeOf, inWorker, tellContainer } from './compose.js';

const url = process.env['CELLBLOCK_URL'] ?? assert.fail('CELLBLOCK_URL must say where the API is');
const programs = await readPrograms(fileURLToPath(new URL('../../programs', import.meta.url)));
const atOnce = 4;
/** What a worker needs to come up, with its compilers, on a slow machine. */
const patienceMs = 60_000;

/** What ends otherwise where no group counts, and why. */
const differences: Record<string, string> = {
  'memory_limit/children-together.c': 'without a group memory is bounded for each process alone',
  'memory_limit/scratch-files-count.c': 'without a group files count against limits.scratchBytes alone',
  'ok/contained-identity.c':
    'Docker gives a process its own group once more, and a plain user cannot drop it',
};

type Health = {
  ready: boolean;
  queue: { active: number };
  workers: { sandbox: Record<string, string> }[];
};

async function health(): Promise<Health> {
  return JSON.parse(await (await fetch(`${url}/health`)).text());
}

/** Resolves once so many workers take jobs. */
const workersAre = (count: number) =>
  until(
    `${count} workers take jobs`,
    async () => {
      const { ready, workers } = await health();
      return ready && workers.length === count ? true : null;
    },
    patienceMs,
  );

/** Resolves once workers have so many jobs in hand. */
const jobsAre = (count: number) =>
  until(`${count} jobs are at work`, async () => ((await health()).queue.active === count ? true : null));

suite('containers', { concurrency: 1 }, () => {
  test('the worker has no privilege and no way out', async () => {
    const { workers } = await health();
    assert.equal(workers[0]?.sandbox['privilege'], 'rootless');
    const seen = await inWorker(`
      const status = readFileSync('/proc/self/status', 'utf8');
      const of = (name) => status.match(new RegExp('^' + name + ':\\\\s*(.*)$', 'm'))[1];
      const write = (path) => { try { writeFileSync(path, ''); return 'written'; } catch ({ code }) { return code; } };
      const outside = connect(80, '192.0.2.1').on('error', ({ code }) => console.log(JSON.stringify({
        uid: process.getuid(), capabilities: of('CapBnd'), noNewPrivileges: of('NoNewPrivs'), seccomp: of('Seccomp'),
        root: write('/opt/cellblock/x'), outside: code })));`);
    assert.deepEqual(seen, {
      uid: 1000,
      capabilities: '0000000000000000',
      noNewPrivileges: '1',
      seccomp: '2',
      root: 'EROFS',
      outside: 'ENETUNREACH',
    });
  });

  suite('programs', { concurrency: atOnce }, () => {
    for (const program of programs) {
      const reason = differences[program.name];
      test(program.name, { skip: reason ?? false }, async () => {
        compare(program, await run(url, program.request), null);
      });
    }
  });

  test('what is known to differ is there', () => {
    for (const name of Object.keys(differences)) assert.ok(programs.some((program) => program.name === name));
  });

  test('keys are made in the container of the API', async () => {
    const made = await compose(
      'exec',
      '-T',
      'api',
      ...['cellblock', 'keys', 'create', 'a-class', '--limit', 'cpuMs=500', '--json'],
    );
    const { key } = JSON.parse(made);
    const response = await fetch(`${url}/run`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ source: '', limits: { cpuMs: 1000 } }),
    });
    const { message } = await refusal(response);
    assert.equal(message, 'limits.cpuMs must be at most 500 with this API key, received 1000');
  });

  test('programs of a worker that is killed are run by another', async () => {
    await compose('up', '--detach', '--no-build', '--no-recreate', '--scale', 'worker=2');
    await workersAre(2);
    const nonces = Array.from({ length: 4 }, (_, index) => `sleeper ${index}`);
    const answers = nonces.map((nonce) => run(url, sleeper(3000, nonce)));
    await jobsAre(nonces.length);
    const [first = ''] = await containersOf('worker');
    await tellContainer('kill', first);
    const ended = await Promise.all(answers);
    assert.deepEqual(
      ended.map((result) => slept(result).nonce),
      nonces,
    );
  });

  test('nothing is lost when Redis is started again', async () => {
    const answer = run(url, sleeper(4000, 'patient'));
    await jobsAre(1);
    await compose('restart', 'redis');
    assert.equal(slept(await answer).nonce, 'patient');
  });

  test('a worker that is told to stop while a program runs lets it end', async () => {
    await compose('up', '--detach', '--no-build', '--no-recreate', '--scale', 'worker=1');
    await workersAre(1);
    const answer = run(url, sleeper(4000, 'last'));
    await jobsAre(1);
    const [worker = ''] = await containersOf('worker');
    await compose('stop', 'worker');
    assert.equal(slept(await answer).nonce, 'last');
    assert.equal(await exitCodeOf(worker), 0);
  });

  test('a worker that is told to stop while it starts ends by itself', async () => {
    const [worker = ''] = await containersOf('worker');
    await tellContainer('start', worker);
    await delay(500);
    await compose('stop', 'worker');
    // Of the signal, or by itself where it has heard it; and not killed because it went on.
    assert.ok([0, 143].includes(await exitCodeOf(worker)), `it ended with ${await exitCodeOf(worker)}`);
  });

  test('without a worker the API says so, and with one it is ready again', async () => {
    assert.equal((await health()).ready, false);
    await compose('start', 'worker');
    await workersAre(1);
    assert.equal((await run(url, { source: 'int main(void) { return 3; }' })).run?.exitCode, 3);
  });

  test('the API is ended by a signal', async () => {
    const [api = ''] = await containersOf('api');
    await compose('stop', 'api');
    assert.equal(await exitCodeOf(api), 0);
  });
});
