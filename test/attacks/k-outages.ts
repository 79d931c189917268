// K: what happens under load and when parts of the service end. Each has a service of its own.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { postJson } from '../post.js';
import { alive, descendantsOf } from '../processes.js';
import type { Service } from '../service.js';
import { oneAtATime, sleeper, slept } from '../sleeper.js';
import { until } from '../until.js';
import type { Arena } from './arena.js';
import { type Attack, scripted, sourceOf, submit } from './attack.js';

/** An attack on a service that is there for it alone. */
function outage(
  id: string,
  name: string,
  env: Record<string, string>,
  play: (service: Service) => Promise<void>,
  adapted?: string,
): Attack {
  const alone = async ({ startService }: Arena) => {
    const service = await startService(env);
    try {
      await play(service);
    } finally {
      await service.stop();
    }
  };
  return scripted(id, name, alone, { alone: true, ...(adapted === undefined ? {} : { adapted }) });
}

const hello = { source: sourceOf('puts("hello");') };
const running = (service: Service, count: number) =>
  until(`${count} running`, async () => ((await service.health())?.queue.active === count ? true : null));
const wardenOf = async (service: Service) => {
  const found = (await descendantsOf(service.pidOf('worker'))).find(({ name }) =>
    name.startsWith('cellblock-ward'),
  );
  assert.ok(found, 'the worker has a warden');
  return found.pid;
};
const runsAgain = (service: Service) =>
  until(
    'programs run again',
    async () => {
      const response = await postJson(service.url, hello).catch(() => null);
      return response?.ok && (await response.text()).includes('"verdict":"ok"') ? true : null;
    },
    20_000,
  );

const nativeSources = fileURLToPath(new URL('../../../native/src/', import.meta.url));

export const outages: Attack[] = [
  outage('K08', 'a thousand requests at once', { CELLBLOCK_QUEUE_LIMIT: '50' }, async (service) => {
    const answers = await Promise.all(
      Array.from({ length: 1000 }, async () => {
        const response = await postJson(service.url, hello);
        const text = await response.text();
        return {
          status: response.status,
          retryAfter: response.headers.get('retry-after'),
          isOk: text.includes('"verdict":"ok"'),
        };
      }),
    );
    const refused = answers.filter(({ status }) => status === 503 || status === 429);
    assert.ok(answers.every(({ status, isOk }) => isOk === (status === 200)));
    assert.equal(answers.filter(({ isOk }) => isOk).length + refused.length, 1000);
    assert.ok(refused.every(({ retryAfter }) => Number(retryAfter) > 0));
    assert.ok(refused.length < 1000, 'nobody was served');
    assert.equal((await submit(service.url, hello)).verdict, 'ok');
  }),
  outage('K17', 'the same source many times at once: each gets its own answer', {}, async (service) => {
    const source = sourceOf(
      'char given[9] = ""; if (!fgets(given, 9, stdin)) return 1; puts(given); return given[0];',
    );
    const given = Array.from({ length: 16 }, (_, index) => String.fromCharCode(65 + index));
    const results = await Promise.all(given.map((stdin) => submit(service.url, { source, stdin })));
    assert.deepEqual(
      results.map(({ run }) => run?.stdout),
      given.map((letter) => `${letter}\n`),
    );
    assert.equal(new Set(results.map(({ id }) => id)).size, given.length);
  }),
  outage('K18', 'the same source with other options is another program', {}, async (service) => {
    const source = sourceOf('printf("%ld %d %s ", __STDC_VERSION__, __OPTIMIZE__ + 0, WHO);').replace(
      '__OPTIMIZE__ + 0',
      'FAST',
    );
    const variants = (['gnu11', 'gnu17'] as const).flatMap((standard) =>
      ['"a"', '"b"'].map((who) => ({ standard, defines: { WHO: who, FAST: '0' } })),
    );
    const rounds = [...variants, ...variants];
    const outputs = await Promise.all(
      rounds.map(async (compiler) => (await submit(service.url, { source, compiler })).run?.stdout),
    );
    assert.equal(new Set(outputs).size, variants.length);
    assert.deepEqual(outputs.slice(0, variants.length), outputs.slice(variants.length));
    const files = (value: number) => [
      { path: 'main.c', content: '#include "h.h"\nint main(void) { return H; }' },
      { path: 'h.h', content: `#define H ${value}\n` },
    ];
    const codes = await Promise.all(
      [3, 4].map(async (value) => (await submit(service.url, { files: files(value) })).run?.exitCode),
    );
    assert.deepEqual(codes, [3, 4]);
  }),
  outage(
    'K19',
    'SIGTERM under load: who is being served is served',
    { CELLBLOCK_CONCURRENCY: '2' },
    async (service) => {
      const answers = ['a', 'b'].map((nonce) => submit(service.url, sleeper(800, nonce)));
      await running(service, 2);
      const below = (await descendantsOf(service.pidOf('worker'))).map(({ pid }) => pid);
      const exit = await service.end('worker', 'SIGTERM');
      assert.deepEqual(
        (await Promise.all(answers)).map((result) => slept(result).nonce),
        ['a', 'b'],
      );
      assert.deepEqual(exit, { exitCode: 0, signal: null });
      assert.deepEqual(await alive(below), []);
    },
  ),
  outage(
    'K20',
    'a killed warden: the answer comes, or may be asked for again',
    oneAtATime,
    async (service) => {
      const answer = postJson(service.url, sleeper(700, 'orphan'));
      await running(service, 1);
      const below = (await descendantsOf(service.pidOf('worker'))).map(({ pid }) => pid);
      process.kill(await wardenOf(service), 'SIGKILL');
      // The worker ends with its warden, and its operator's supervisor starts another.
      assert.equal((await service.gone('worker')).exitCode, 1);
      service.start('worker');
      const { status } = await answer;
      assert.ok(status === 200 || status === 503, String(status));
      await until('its cells are gone', async () => ((await alive(below)).length === 0 ? true : null));
      await runsAgain(service);
    },
  ),
  outage('K21', 'a killed API: what it waited for is called off', oneAtATime, async (service) => {
    const answer = submit(service.url, sleeper(50_000, 'nobody waits')).catch((error: unknown) => error);
    await running(service, 1);
    await service.end('api', 'SIGKILL');
    assert.ok((await answer) instanceof Error);
    service.start('api');
    await service.waitFor('answering');
    await running(service, 0);
    await runsAgain(service);
  }),
  outage(
    'K22',
    'a warden without descriptors, and with them again',
    oneAtATime,
    async (service) => {
      const pid = await wardenOf(service);
      // Its owner may limit it, and root only with a power that not every root has.
      const owner = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
      const as = ['--reuid', owner, '--regid', owner, '--clear-groups'];
      const limit = (count: number) =>
        promisify(execFile)('setpriv', [...as, 'prlimit', '--pid', String(pid), `--nofile=${count}:`]);
      await submit(service.url, hello);
      await limit(8); // all below are taken, whatever jobs give back
      const response = await postJson(service.url, { source: sourceOf('puts("another");') });
      const text = await response.text();
      assert.ok(response.status === 503 || text.includes('"internal_error"'), text.slice(0, 500));
      await limit(1024);
      await runsAgain(service);
      assert.equal(await wardenOf(service), pid, 'it took a restart');
    },
    'EMFILE alone: the others would take the whole machine along, and test/sandbox injects them call by call; a sandbox that fails is the verdict internal_error, not a status',
  ),
  scripted(
    'K23',
    'no deadline hangs on a clock that can be set',
    async () => {
      const texts = readdirSync(nativeSources).map((file) => readFileSync(nativeSources + file, 'utf8'));
      assert.ok(texts.some((text) => text.includes('CLOCK_MONOTONIC')));
      assert.deepEqual(
        texts.flatMap((text) => text.match(/CLOCK_REALTIME|gettimeofday\(|\btime\((NULL|0)\)/g) ?? []),
        [],
      );
    },
    { adapted: "setting the machine's clock would hurt others, so the source is asked which clocks it uses" },
  ),
];
