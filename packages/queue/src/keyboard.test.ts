// What is typed into interactive jobs: both sides of the queue on a real Redis.

import assert from 'node:assert/strict';
import type { SessionInput } from '@cellblock/contract';
import { jobOf, never, outcomeOf, signalled } from './bench-for-tests.js';
import { beginning } from './event-log.js';
import { keysUnder } from './keys.js';
import { queuePerTest } from './queue-for-tests.js';

const test = queuePerTest();

const mine = { owner: 'me', rank: 'interactive' } as const;
const typed = (content: string): SessionInput => ({ type: 'stdin', content, encoding: 'utf8' });
const end: SessionInput = { type: 'end' };

test('what is typed reaches the job in order, before it runs and while it does, and again from the start', async ({
  sides,
}) => {
  const door = await sides.door();
  const job = { ...jobOf(), interactive: {} };
  const heard: string[][] = [];
  const first = signalled();
  await door.post(job, mine);
  const keyboard = door.keyboard(job.id);
  for (let index = 0; index < 40; index += 1) await keyboard.type(typed(`${index} `));
  await sides.bench({
    evaluate: async ({ id }, signal, _emit, _trace, read) => {
      for (let start = 0; start < 2; start += 1) {
        const texts: string[] = [];
        heard.push(texts);
        for await (const input of read?.(signal) ?? []) {
          if (input.type === 'end') break;
          if (input.type === 'stdin') texts.push(input.content);
          first.settle();
        }
      }
      return outcomeOf(id);
    },
  });
  await first.promise;
  await keyboard.type(typed('late'));
  await keyboard.type(end);
  await door.wait(job.id, 20_000, never());
  const all = [...Array.from({ length: 40 }, (_, index) => `${index} `), 'late'];
  assert.deepEqual(heard, [all, all]);
});

test('a job that is not interactive is not typed into', async ({ sides }) => {
  const door = await sides.door();
  const job = jobOf();
  const given = signalled<unknown>();
  await sides.bench({
    evaluate: async ({ id }, _signal, _emit, _trace, read) => {
      given.settle(read);
      return outcomeOf(id);
    },
  });
  await door.post(job, mine);
  assert.equal(await given.promise, null);
});

test('reading ends with its signal, and what was typed is forgotten when that is asked for', async ({
  redis,
  sides,
}) => {
  const door = await sides.door();
  const job = { ...jobOf(), interactive: { terminal: { columns: 80, rows: 24 } } };
  const ended = signalled();
  await sides.bench({
    evaluate: async ({ id }, signal, _emit, _trace, read) => {
      const over = new AbortController();
      for await (const _ of read?.(AbortSignal.any([signal, over.signal])) ?? []) over.abort();
      ended.settle();
      return outcomeOf(id);
    },
  });
  await door.post(job, mine);
  const keyboard = door.keyboard(job.id);
  await keyboard.type(typed('x'));
  await ended.promise;
  const key = keysUnder(sides.prefix).typed(job.id);
  assert.equal((await redis.client.xrange(key, beginning, '+')).length, 1);
  assert.ok((await redis.client.pttl(key)) > 0);
  await keyboard.forget();
  assert.equal(await redis.client.exists(key), 0);
  await keyboard.type(typed('y'));
  assert.equal(await redis.client.exists(key), 0);
});

test('what is typed counts as held by its job, and is refused where there is no room', async ({ sides }) => {
  const MiB = 1024 * 1024;
  const door = await sides.door({ heldBytes: 4 * MiB });
  const job = { ...jobOf(), interactive: {} };
  const held = async () => Math.floor((await door.status()).held.bytes / MiB);
  await door.post(job, mine);
  const keyboard = door.keyboard(job.id);
  await keyboard.type(typed('x'.repeat(MiB)));
  assert.equal(await held(), 1);
  await assert.rejects(keyboard.type(typed('x'.repeat(MiB))), { code: 'results_full' });
  assert.equal(await held(), 1);
  await keyboard.type(end);
  await sides.bench({ evaluate: async ({ id }) => outcomeOf(id) });
  await door.wait(job.id, 20_000, never());
  const emptied = signalled();
  const look = setInterval(async () => ((await held()) === 0 ? emptied.settle() : undefined), 50);
  await emptied.promise.finally(() => clearInterval(look));
});
