// The worker as the process that it is, with its real sandbox, on a Redis of its own.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Outcome, Submission } from '@cellblock/contract';
import { type Door, openDoor, type RunJob } from '@cellblock/queue';
import { type RedisForTests, startRedis } from '@cellblock/queue/redis-for-tests';
import { readEnvironment } from '@cellblock/runtime';

const main = fileURLToPath(new URL('./main.js', import.meta.url));
const prefix = 'cellblock-test';
const sleeper = '#include <unistd.h>\nint main(void) { sleep(1); return write(1, "slept", 5) != 5; }';

let redis: RedisForTests;
let state: string;
let door: Door;
const workers: ChildProcess[] = [];

before(async () => {
  redis = await startRedis();
  state = await mkdtemp(join(tmpdir(), 'cellblock-worker-'));
  await symlink(join(readEnvironment().state, 'rootfs'), join(state, 'rootfs'));
  door = await openDoor({
    redisUrl: redis.url,
    prefix,
    queueLimit: 10,
    noWorkerWaitMs: 20_000,
    keepMs: 60_000,
    heldBytes: 2 ** 30,
  });
});

after(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await door.close();
  await redis.close();
  await rm(state, { recursive: true });
});

/** Starts a worker; resolves once the API sees it and no other. */
async function startWorker(rootfs = state): Promise<ChildProcess> {
  const worker = launchWorker(rootfs);
  const isSeen = async () => (await door.status()).workers.some(({ id }) => id.includes(`-${worker.pid}-`));
  while (worker.exitCode === null && !(await isSeen())) await delay(20);
  return worker;
}

function launchWorker(rootfs = state): ChildProcess {
  const env = {
    ...process.env,
    CELLBLOCK_STATE: rootfs,
    CELLBLOCK_QUEUE_PREFIX: prefix,
    REDIS_URL: redis.url,
  };
  const worker = spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  workers.push(worker);
  return worker;
}

const childrenOf = ({ pid }: ChildProcess) => readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');

function submit(source: string): Promise<Outcome> {
  const job: RunJob = {
    id: crypto.randomUUID(),
    kind: 'run',
    submission: Submission.parse({ source }),
  };
  return door.submit(job, new AbortController().signal);
}

/** Submits a program that runs for a second; resolves, with its answer to come, while it runs. */
async function submitSleeper(): Promise<{ answer: Promise<Outcome> }> {
  const answer = submit(sleeper);
  while ((await door.status()).active === 0) await delay(5);
  return { answer };
}

const output = ({ chunks }: Outcome) => Buffer.concat(chunks.map((chunk) => chunk.bytes)).toString();

test('a worker that is told to stop finishes what runs', { timeout: 30_000 }, async () => {
  const worker = await startWorker();
  const { answer } = await submitSleeper();
  worker.kill('SIGTERM');
  const [status] = await once(worker, 'exit');
  assert.equal(status, 0);
  assert.equal(output(await answer), 'slept');
});

for (const { how, tell } of [
  { how: 'is told to stop', tell: (worker: ChildProcess) => worker.kill('SIGTERM') },
  { how: 'loses its launcher', tell: (worker: ChildProcess) => worker.disconnect() },
]) {
  // As the first process of a container it has no one else to end it on a signal.
  test(`a worker that ${how} while it starts ends by itself`, { timeout: 30_000 }, async () => {
    const worker = launchWorker();
    while ((await childrenOf(worker)) === '') await delay(5);
    tell(worker);
    const [status] = await once(worker, 'exit');
    assert.equal(status, 0);
  });
}

test('a worker whose launcher is gone ends', { timeout: 30_000 }, async () => {
  const worker = await startWorker();
  worker.disconnect();
  const [status] = await once(worker, 'exit');
  assert.equal(status, 0);
});

test('a worker whose warden dies ends, and its job is run by another', { timeout: 30_000 }, async () => {
  const worker = await startWorker();
  const { answer } = await submitSleeper();
  process.kill(Number(await childrenOf(worker)), 'SIGKILL');
  const [status] = await once(worker, 'exit');
  assert.equal(status, 1);
  await startWorker();
  const outcome = await answer;
  assert.deepEqual([outcome.head.verdict, output(outcome)], ['ok', 'slept']);
});

test('a worker without a rootfs does not start', { timeout: 30_000 }, async () => {
  const worker = await startWorker(join(state, 'nowhere'));
  assert.equal(worker.exitCode, 1);
});
