import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bytesOf, Input, piecesOf } from './input.js';
import { faultOf } from './judge.js';
import { mutated } from './mutate.js';
import { Random } from './random.js';
import { type Reply, repliesIn } from './replies.js';
import { seeds } from './seeds.js';
import { openStage, type Stage } from './stage.js';

const script = fileURLToPath(new URL('run.js', import.meta.url));

it('some seconds of fuzzing find nothing', async () => {
  const directory = await mkdtemp(`${tmpdir()}/cellblock-fuzz-`);
  try {
    const places = ['--corpus', `${directory}/corpus`, '--crashes', `${directory}/crashes`];
    const argv = ['--expose-gc', script, '--seconds', '5', '--seed', '1', ...places];
    const { stdout } = await promisify(execFile)(process.execPath, argv);
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    assert.ok(last.executions > seeds.length && last.covered > 500, stdout);
    assert.equal(last.crashes, 0);
    const [kept] = await readdir(`${directory}/corpus`);
    if (kept !== undefined)
      Input.array().parse(JSON.parse(await readFile(`${directory}/corpus/${kept}`, 'utf8')).inputs);
  } finally {
    await rm(directory, { recursive: true });
  }
});

describe('what must not happen is seen', () => {
  const [byInjection, overSocket] = seeds;
  let stage: Stage | undefined;
  after(() => stage?.close());

  it('an error that nobody expected', async () => {
    stage = await openStage({
      text: async () => {
        throw new TypeError('of no table');
      },
    });
    for (const input of [byInjection, overSocket]) {
      assert.ok(input);
      assert.match((await stage.play(input)) ?? '', /^status 500/);
    }
  });

  const reply = (status: number, body: string, headers: Record<string, string> = {}): Reply => ({
    status,
    headers: new Map(
      Object.entries({
        'x-request-id': '00000000-0000-4000-8000-000000000000',
        'x-content-type-options': 'nosniff',
        'content-type': 'application/json; charset=utf-8',
        ...headers,
      }),
    ),
    body: Buffer.from(body),
  });
  const refusal = (code: string) => JSON.stringify({ error: { code, message: 'x', requestId: 'y' } });

  for (const [name, wrong] of [
    ['a status that is not documented', reply(502, refusal('internal'))],
    ['an internal error', reply(500, refusal('internal'))],
    ['an error of another form', reply(400, '{"message":"bad"}')],
    ['an error that is not JSON', reply(404, 'not found', { 'content-type': 'text/plain' })],
    ['a code of another status', reply(400, refusal('too_large'))],
    ['a 503 that the door did not say', reply(503, refusal('no_worker'))],
    ['an answer without a request id', reply(200, '{}', { 'x-request-id': '' })],
    ['a result of another form', reply(200, '{"verdict":"ok"}')],
  ] as const) {
    it(name, () => assert.notEqual(faultOf(wrong, 'queue_full'), null));
  }

  it('and what may happen is not', () => {
    assert.equal(faultOf(reply(503, refusal('queue_full')), 'queue_full'), null);
    assert.equal(faultOf(reply(400, refusal('bad_request')), 'text'), null);
  });
});

describe('replies in bytes', () => {
  const of = (text: string, methods: string[] = [], isCutShort = false) =>
    repliesIn(Buffer.from(text), methods, isCutShort).map(({ status, body }) => `${status} ${body}`);

  it('one after the other, without interim ones', () => {
    const text =
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nabHTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n1\r\nc\r\n0\r\n\r\n';
    assert.deepEqual(of(text), ['200 ab', '404 c']);
  });

  it('of HEAD without a body', () => {
    const head = 'HTTP/1.1 200 OK\r\ndate: x\r\ncontent-length: 5\r\n\r\n';
    assert.deepEqual(of(`${head}${head}hello`, ['HEAD', 'GET']), ['200 ', '200 hello']);
  });

  it('cut short is wrong unless the client left', () => {
    const text = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhel';
    assert.throws(() => of(text), /cut short/);
    assert.deepEqual(of(text, [], true), []);
  });

  it('with bytes that are none', () => {
    assert.throws(() => of('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nrest\r\n\r\n'), /no status line/);
  });
});

it('an input is the same bytes again after it was written down, however it was made', () => {
  const random = new Random(7);
  let input = seeds[2];
  for (let time = 0; time < 300; time++) {
    assert.ok(input);
    input = mutated(input, random.pick(seeds) ?? input, random);
    assert.deepEqual(bytesOf(Input.parse(JSON.parse(JSON.stringify(input)))), bytesOf(input));
    assert.deepEqual(Buffer.concat(piecesOf(input)), bytesOf(input));
  }
});
