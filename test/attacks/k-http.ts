// K: the API and what is behind it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { postJson, refusal } from '../post.js';
import { sleeper } from '../sleeper.js';
import { until } from '../until.js';
import { type Attack, rejected, scripted, snippet, sourceOf, submit } from './attack.js';
import { outages } from './k-outages.js';
import { exchange, headOf, postOf, statusesIn } from './k-raw.js';

const MiB = 1024 * 1024;
const source = 'int main(void) { return 0; }';

/** Bytes as the body of POST /run; they must be refused with one of these statuses, and nothing more. */
function refusedBody(
  id: string,
  name: string,
  body: string | Buffer,
  statuses: number[],
  headers = {},
): Attack {
  return scripted(id, name, async ({ service }) => {
    const seen = statusesIn(await exchange(service.url, [postOf(body, { connection: 'close', ...headers })]));
    assert.equal(seen.length, 1);
    assert.ok(statuses.includes(seen[0] ?? 0), String(seen));
  });
}

const residentBytes = (pid: number) =>
  1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

const nothingPolluted = async (url: string) => {
  const { verdict } = await submit(url, { source });
  assert.equal(verdict, 'ok');
};

const keyed = (key: string) =>
  refusedBody('K01', `the key ${key}`, `{"source":"${source}","limits":{"${key}":{"polluted":1}}}`, [400]);
const limit = (id: string, name: string, value: unknown) =>
  rejected(
    id,
    `limits.${name} ${JSON.stringify(value)}`,
    { source, limits: { [name]: value } },
    new RegExp(`limits.${name}`),
  );

export const httpAttacks: Attack[] = [
  ...[
    '{',
    '',
    'null',
    '[]',
    '"text"',
    `{"source":"${source}"} trailing`,
    '{"source":1}',
    '\ufeff',
    '{"a":1,}',
    "{'source':''}",
    '\xff\xfe',
  ].map((body) => refusedBody('K01', JSON.stringify(body).slice(0, 40), Buffer.from(body, 'latin1'), [400])),
  refusedBody('K01', '10,000 nested arrays', `{"source":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, [400]),
  refusedBody('K01', 'a million brackets', '['.repeat(MiB), [400]),
  ...['__proto__', 'constructor', 'prototype'].map(keyed),
  scripted(
    'K01',
    'a key given twice: the last one counts, and nothing is polluted',
    async ({ service }) => {
      const text = await exchange(service.url, [
        postOf(`{"source":"x","source":"${source}"}`, { connection: 'close' }),
      ]);
      assert.match(text, /"verdict":"ok"/);
      await nothingPolluted(service.url);
    },
    { adapted: 'JSON allows it, and every reader that we know takes the last' },
  ),
  scripted('K02', 'a body that says it has 1 GB', async ({ service }) => {
    assert.deepEqual(
      statusesIn(await exchange(service.url, [headOf({ 'content-length': 1 << 30 }), '{'])),
      [413],
    );
  }),
  scripted(
    'K02',
    'a body without length that goes on and on',
    async ({ service }) => {
      const before = residentBytes(service.pidOf('api'));
      const chunk = `100000\r\n${'x'.repeat(MiB)}\r\n`;
      const pieces = [
        headOf({ 'transfer-encoding': 'chunked', connection: 'close' }),
        ...Array<string>(150).fill(chunk),
        '0\r\n\r\n',
      ];
      assert.deepEqual(statusesIn(await exchange(service.url, pieces)), [413]);
      const grown = residentBytes(service.pidOf('api')) - before;
      assert.ok(grown < 300 * MiB, `${grown} bytes`);
    },
    { alone: true },
  ),
  scripted(
    'K03',
    'headers, a byte a second',
    async ({ service }) => {
      const slow = [...'POST /run HTTP/1.1\r\n'].flatMap((byte) => [byte, 1000]);
      assert.deepEqual(statusesIn(await exchange(service.url, slow.slice(0, 24))), [408]);
    },
    {
      adapted:
        'headers alone, which have 10 s; a body has a minute, and apps/api sees it end with a shorter limit',
    },
  ),
  ...['gzip', 'br', 'deflate', 'zstd', 'gzip, gzip'].map((encoding) =>
    refusedBody('K04', `a body in ${encoding}`, Buffer.alloc(1000), [415], { 'content-encoding': encoding }),
  ),
  ...['1', 1.5, -1, null, [1], {}, true, 2 ** 53, 1e300].flatMap((value) => [
    limit('K05', 'cpuMs', value),
    limit('K05', 'memoryBytes', value),
  ]),
  ...['NaN', 'Infinity', '1e309', '01', '0x10', '+1'].map((number) =>
    refusedBody(
      'K05',
      `limits.cpuMs: ${number}`,
      `{"source":"${source}","limits":{"cpuMs":${number}}}`,
      [400],
    ),
  ),
  limit('K06', 'cpuMs', 30_001),
  limit('K06', 'wallMs', 60_001),
  limit('K06', 'memoryBytes', 1024 * MiB + 1),
  limit('K06', 'outputBytes', 16 * MiB + 1),
  limit('K06', 'processes', 129),
  limit('K06', 'stackBytes', 256 * MiB + 1),
  limit('K06', 'scratchBytes', 256 * MiB + 1),
  ...['QQ', 'Q===', 'Q!==', 'QQ==\n', '=', 'QUJD='].map((content) =>
    rejected(
      'K07',
      `base64 ${JSON.stringify(content)}`,
      { files: [{ path: 'a.c', content, encoding: 'base64' }] },
      /^files\[0\]/,
    ),
  ),
  rejected('K07', 'an array as source', { source: ['a'] }, /^source$/),
  scripted(
    'K09',
    'a client that leaves while its program runs',
    async ({ service }) => {
      const hangUp = new AbortController();
      const answer = postJson(service.url, sleeper(50_000, 'left'), hangUp.signal).catch(
        (error: unknown) => error,
      );
      const isActive = (count: number) => async () =>
        (await service.health())?.queue.active === count ? true : null;
      await until('it runs', isActive(1));
      const leftMs = performance.now();
      hangUp.abort();
      await until('its slot is free', isActive(0), 1_000);
      assert.ok(performance.now() - leftMs < 500, 'it took too long');
      assert.ok((await answer) instanceof Error);
    },
    {
      alone: true,
      adapted:
        'while its program runs alone; half a second, since GET /health, by which it is seen, is asked every 20 ms and is not instant',
    },
  ),
  scripted(
    'K10',
    'a client that never reads its answer',
    async ({ service }) => {
      const body = JSON.stringify({
        source: sourceOf('for (int i = 0; i < 128; i++) write(1, page, sizeof page);'),
        limits: { outputBytes: 16 * MiB },
      });
      const { connect } = await import('node:net');
      const { port, hostname } = new URL(service.url);
      const sockets = Array.from({ length: 4 }, () =>
        connect(Number(port), hostname).on('error', () => undefined),
      );
      for (const socket of sockets) socket.pause().write(postOf(body));
      await nothingPolluted(service.url);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      assert.ok(residentBytes(service.pidOf('api')) < 600 * MiB);
      for (const socket of sockets) socket.destroy();
      await nothingPolluted(service.url);
    },
    {
      alone: true,
      adapted: 'memory alone; apps/api sees the connection end, with a limit shorter than the 30 s of here',
    },
  ),
  scripted('K11', 'ten requests in one go on one connection', async ({ service }) => {
    const nonces = Array.from({ length: 10 }, (_, index) => `nonce-${index}-of-ten`);
    const requests = nonces.map((nonce) => postOf(JSON.stringify({ source: sourceOf(`puts("${nonce}");`) })));
    const text = await exchange(
      service.url,
      [Buffer.concat(requests)],
      20_000,
      (text) => statusesIn(text).length === 10,
    );
    assert.deepEqual(
      statusesIn(text),
      nonces.map(() => 200),
    );
    assert.deepEqual(
      [...text.matchAll(/"stdout":"(nonce-\d-of-ten)/g)].map(([, nonce]) => nonce),
      nonces,
    );
  }),
  scripted('K12', 'two bodies under one idempotency key', async ({ service }) => {
    const bodies = ['one', 'two'].map((word) => JSON.stringify({ source: sourceOf(`puts("${word}");`) }));
    const headers = { 'idempotency-key': `the-same-${Math.random()}`, connection: 'close' };
    const texts = await Promise.all(bodies.map((body) => exchange(service.url, [postOf(body, headers)])));
    assert.deepEqual(texts.flatMap(statusesIn).sort(), [200, 409]);
    const again = await exchange(service.url, [postOf(bodies[1] ?? '', headers)]);
    const first = texts.findIndex((text) => statusesIn(text)[0] === 200);
    assert.deepEqual(statusesIn(again), [first === 1 ? 200 : 409]);
  }),
  ...[
    '/../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '//etc/passwd',
    '/run/../../etc/passwd',
    '/run%00',
    '/RUN',
    '/run;x',
  ].map((path) =>
    scripted('K13', path, async ({ service }) => {
      const text = await exchange(service.url, [headOf({ connection: 'close' }, path, 'GET')]);
      assert.ok([400, 404, 405].includes(statusesIn(text)[0] ?? 0), text.slice(0, 200));
      assert.ok(!text.includes('root:x'));
    }),
  ),
  scripted('K13', 'an absolute address and an overridden method', async ({ service }) => {
    const absolute = await exchange(service.url, [
      headOf({ connection: 'close' }, 'http://169.254.169.254/latest', 'GET'),
    ]);
    assert.ok([400, 404].includes(statusesIn(absolute)[0] ?? 0), absolute.slice(0, 200));
    const overridden = await exchange(service.url, [
      headOf({ connection: 'close', 'x-http-method-override': 'POST' }, '/run', 'GET'),
    ]);
    assert.deepEqual(statusesIn(overridden), [405]);
  }),
  scripted('K14', 'names with line ends', async ({ service }) => {
    const name = 'a\r\nx-injected: 1\r\n\r\n';
    for (const body of [
      { source, [name]: 1 },
      { files: [{ path: `${name}.c`, content: source }] },
      { source, outputs: [name] },
    ]) {
      const response = await postJson(service.url, body);
      assert.equal((await refusal(response)).status, 400);
    }
    const text = await exchange(service.url, [
      postOf(JSON.stringify({ source, [name]: 1 }), { connection: 'close' }),
    ]);
    assert.ok(!/^x-injected/m.test(text), text);
  }),
  snippet('K15', '16 MiB of stdin for a program that sleeps and reads nothing', 'usleep(100000);', {
    request: { stdin: 'x'.repeat(16 * MiB) },
  }),
  snippet('K16', 'an end before stdin was read', '_exit(0);', { request: { stdin: 'x'.repeat(4 * MiB) } }),
  snippet('K16', 'stdin closed at once', 'close(0); usleep(50000);', {
    request: { stdin: 'x'.repeat(4 * MiB) },
  }),
  scripted('K24', 'nothing of a submission is in a log, or behind another path', async ({ service }) => {
    const secret = `secret-${Math.random()}`;
    await submit(service.url, { source: sourceOf(`puts("${secret}");`), stdin: secret, args: [secret] });
    await postJson(service.url, { source: secret, limits: { cpuMs: secret } });
    const pages = ['/', '/health', '/version', '/limits', '/metrics', '/logs', '/openapi.json'];
    const texts = await Promise.all(pages.map(async (path) => (await fetch(service.url + path)).text()));
    assert.ok(![service.logs, ...texts].some((text) => text.includes(secret)));
  }),
  ...outages,
];
