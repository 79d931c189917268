// The pages as a browser gets them, and what a stranger's page can do with them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorMessages, Submission } from '@cellblock/contract';
import type { KeptPaste } from '@cellblock/queue';
import type { LightMyRequestResponse } from 'fastify';
import { answered, benchOf, outcomeOf, refusedOutcome } from '../door-for-tests.js';
import { assertInert, hostile } from './inert-for-tests.js';
import { texts } from './texts.js';

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const form = { ...browser, 'content-type': 'application/x-www-form-urlencoded', host: '127.0.0.1' };
const id = 'A'.repeat(22);

const { head } = outcomeOf('');
const paste: KeptPaste = {
  id,
  title: hostile,
  submission: Submission.parse({
    files: [{ path: 'main.c', content: hostile }],
    stdin: hostile,
    args: [hostile],
  }),
  result: {
    result: {
      ...head,
      run: {
        ...(head.run ?? assert.fail()),
        ...{
          stdout: hostile,
          stderr: `\u001b[31m${hostile}`,
          output: hostile,
          encoding: 'utf8',
          outputs: [],
        },
      },
      compile: {
        ...(head.compile ?? assert.fail()),
        diagnostics: [
          {
            severity: 'warning',
            file: hostile,
            line: 1,
            column: 1,
            endColumn: 1,
            message: hostile,
            option: hostile,
          },
        ],
      },
      message: hostile,
    },
  },
  createdAt: '2026-01-01T00:00:00.000Z',
  expiresAt: null,
  isListed: false,
  forkOf: null,
};
const pasting = (more: Partial<KeptPaste> = {}) =>
  benchOf({ pastes: { find: async () => ({ ...paste, ...more }) } }).app;

const policyOf = (reply: LightMyRequestResponse) => String(reply.headers['content-security-policy']);

describe('GET /', () => {
  it('is the page for a browser, and text for everybody else', async () => {
    const { app } = benchOf();
    const page = await app.inject({ url: '/', headers: browser });
    assert.match(String(page.headers['content-type']), /^text\/html/);
    assert.match(page.body, /<form id="bench"/);
    for (const accept of [undefined, '*/*', 'application/json']) {
      const text = await app.inject({ url: '/', headers: accept === undefined ? {} : { accept } });
      assert.match(String(text.headers['content-type']), /^text\/plain/);
    }
  });

  it('is public, and has a policy that lets nothing in from elsewhere', async () => {
    const page = await benchOf({ needsKey: true }).app.inject({ url: '/', headers: browser });
    assert.equal(page.statusCode, 200);
    assert.match(
      policyOf(page),
      /default-src 'none'.*frame-ancestors 'none'.*require-trusted-types-for 'script'/,
    );
    assert.doesNotMatch(policyOf(page), /unsafe|http|\*/);
    assert.doesNotMatch(page.body, /(?:src|href)="(?!\/|#|data:,)/);
  });

  it('is compressed for who takes it', async () => {
    const { app } = benchOf();
    for (const [accepted, encoding] of [
      ['gzip, br', 'br'],
      ['br;q=0.5', 'br'],
      ['br;q=0, gzip', undefined],
      ['gzip', undefined],
    ]) {
      const headers = { ...browser, 'accept-encoding': accepted };
      assert.equal((await app.inject({ headers, url: '/' })).headers['content-encoding'], encoding, accepted);
    }
  });

  it('is HTML as the standard has it', async () => {
    const page = await benchOf().app.inject({ url: '/', headers: browser });
    assert.doesNotMatch(page.body, / wrap="off"/);
    for (const [, rest] of page.body.matchAll(/<meta name="[^"]+"([^>]*)>/g))
      assert.match(rest ?? '', / content="/);
  });

  it('has another nonce each time', async () => {
    const { app } = benchOf();
    const policies = await Promise.all(
      [1, 2].map(async () => policyOf(await app.inject({ url: '/', headers: browser }))),
    );
    assert.notEqual(policies[0], policies[1]);
  });

  it('comes in the language that the browser, or its user, wants', async () => {
    const { app } = benchOf();
    const startOf = async (headers: Record<string, string>) =>
      /<html[^>]*>/.exec((await app.inject({ url: '/', headers: { ...browser, ...headers } })).body)?.[0];
    assert.equal(
      await startOf({ 'accept-language': 'fr;q=1, de-AT;q=0.9, en' }),
      '<html lang="de" dir="ltr">',
    );
    assert.equal(
      await startOf({ 'accept-language': 'de', cookie: 'a=b; language=ar; theme=dark' }),
      '<html lang="ar" dir="rtl" data-theme="dark">',
    );
    assert.equal(await startOf({ cookie: 'language="><script>; theme=x' }), '<html lang="en" dir="ltr">');
  });
});

describe('POST /', () => {
  const payload = new URLSearchParams({
    'path.0': 'main.c',
    'content.0': 'int main(void) { }',
    boxes: 'on',
  }).toString();

  it('runs the program of the form, and shows what came of it as text', async () => {
    const { app, jobs } = benchOf({ submit: answered(outcomeOf(hostile)) });
    const page = await app.inject({ method: 'POST', url: '/', headers: form, payload });
    assert.equal(page.statusCode, 200);
    assert.equal(jobs[0]?.submission.source, 'int main(void) { }');
    assert.match(page.body, /data-verdict="ok"/);
    assertInert(page.body);
  });

  it('shows why a program did not compile', async () => {
    const { app } = benchOf({ submit: answered(refusedOutcome(hostile)) });
    const page = await app.inject({ method: 'POST', url: '/', headers: form, payload });
    assert.match(page.body, /data-verdict="compile_error"/);
    assertInert(page.body);
  });

  it('shows what is wrong with the form, with its status', async () => {
    const { app, jobs } = benchOf();
    const page = await app.inject({
      method: 'POST',
      url: '/',
      headers: form,
      payload: `${payload}&standard=c++`,
    });
    assert.equal(page.statusCode, 400);
    assert.match(page.body, /compiler\.standard/);
    assert.equal(jobs.length, 0);
  });

  for (const [what, headers] of [
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of another subdomain', { 'sec-fetch-site': 'same-site' }],
    ['of another origin, in an older browser', { origin: 'https://evil.example' }],
    ['of no origin', { origin: 'null' }],
  ] as const) {
    it(`runs nothing for a page ${what}`, async () => {
      const { app, jobs } = benchOf();
      const reply = await app.inject({ method: 'POST', url: '/', headers: { ...form, ...headers }, payload });
      assert.equal(reply.statusCode, 403);
      assert.equal(jobs.length, 0);
    });
  }

  for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { origin: 'http://127.0.0.1' }]) {
    it(`runs it for its own page (${Object.keys(headers)[0]})`, async () => {
      const { app, jobs } = benchOf();
      await app.inject({ method: 'POST', url: '/', headers: { ...form, ...headers }, payload });
      assert.equal(jobs.length, 1);
    });
  }

  it('shows output in the order in which it was written', async () => {
    const outcome = outcomeOf('');
    const chunks = ['one', 'two', 'three'].map((text, index) => ({
      stream: index === 1 ? ('stderr' as const) : ('stdout' as const),
      bytes: Buffer.from(text),
    }));
    const { app } = benchOf({ submit: answered({ ...outcome, chunks }) });
    const page = await app.inject({ method: 'POST', url: '/', headers: form, payload });
    assert.match(page.body, />one<span class="err">two<\/span>three<\/pre>/);
  });
});

describe('a form without script', () => {
  it('has fields for further files and for a key, which a script never sees', async () => {
    const { app } = benchOf({ needsKey: true });
    const page = (await app.inject({ url: '/', headers: browser })).body;
    const quiet = [...page.matchAll(/<noscript>([\s\S]*?)<\/noscript>/g)].map(([, inside]) => inside).join();
    for (const name of ['path.1', 'content.1', 'content.3', 'key', 'keep'])
      assert.ok(quiet.includes(`name="${name}"`), name);
    assert.doesNotMatch(await textOf(benchOf().app), /name="key"/);
  });
  const textOf = async (app: ReturnType<typeof benchOf>['app']) =>
    (await app.inject({ url: '/', headers: browser })).body;
});

describe('the page of a paste', () => {
  it('shows what is in it as text, whatever that is', async () => {
    for (const url of [`/p/${id}`, `/p/${id}/embed`]) {
      const page = await pasting().inject({ url, headers: browser });
      assert.equal(page.statusCode, 200);
      assertInert(page.body);
    }
  });

  it('can not be framed, but for its embed, which can do nothing', async () => {
    const app = pasting();
    const page = await app.inject({ url: `/p/${id}`, headers: browser });
    assert.match(policyOf(page), /frame-ancestors 'none'/);
    const embed = await app.inject({ url: `/p/${id}/embed`, headers: browser });
    assert.match(policyOf(embed), /frame-ancestors \*/);
    assert.match(
      policyOf(embed),
      /default-src 'none'; style-src 'self'; img-src data:;.*sandbox allow-popups/,
    );
    assert.equal(embed.headers['x-frame-options'], undefined);
    assert.doesNotMatch(embed.body, /<script|<form/);
  });

  it('shows output in the order in which it was written, as far as that was kept', async () => {
    const { head } = outcomeOf('');
    const run = {
      ...(head.run ?? assert.fail()),
      ...{ stdout: 'onethree', stderr: 'two', output: 'onetwothree', encoding: 'utf8' as const, outputs: [] },
    };
    for (const [order, shown] of [
      [[3, 3, 5], />one<span class="err">two<\/span>three<\/pre>/],
      [undefined, />onethree<span class="err">two<\/span><\/pre>/],
    ] as const) {
      const result = { result: { ...head, run }, ...(order === undefined ? {} : { order: [...order] }) };
      for (const url of [`/p/${id}`, `/p/${id}/embed`])
        assert.match((await pasting({ result }).inject({ url, headers: browser })).body, shown);
    }
  });

  it('shows files that came as base64 where they are text, and else where to have them', async () => {
    const base64 = (bytes: Buffer) => ({ content: bytes.toString('base64'), encoding: 'base64' });
    const files = [
      { path: 'main.c', ...base64(Buffer.from('int é;')) },
      { path: 'a+b.bin', ...base64(Buffer.from([0xff, 0, 1])) },
    ];
    const app = pasting({ submission: Submission.parse({ files }) });
    for (const url of [`/p/${id}`, `/p/${id}/embed`]) {
      const { body } = await app.inject({ url, headers: browser });
      assert.match(body, /int é;/);
      assert.match(body, /a\+b\.bin<\/bdi>: not text, 3 bytes/);
      assert.ok(body.includes(`href="/pastes/${id}/raw?file=a%2Bb.bin&amp;download"`));
      assert.doesNotMatch(body.replace(/value="[^"]*"/g, ''), /\/wAB/);
    }
  });

  it('says until when it is there, of one that is soon gone to the minute', async () => {
    for (const [expiresAt, said] of [
      ['2026-01-01T01:30:00.000Z', '2026-01-01 01:30 UTC'],
      ['2026-04-01T01:30:00.000Z', '2026-04-01'],
    ] as const) {
      const { body } = await pasting({ expiresAt }).inject({ url: `/p/${id}`, headers: browser });
      assert.ok(body.includes(`<time datetime="${expiresAt}" dir="ltr">${said}</time>`));
    }
  });

  it('says why there is no result', async () => {
    const app = pasting({ result: { error: { code: 'queue_full', message: 'too many jobs <wait>' } } });
    assert.match(
      (await app.inject({ url: `/p/${id}`, headers: browser })).body,
      /too many jobs &lt;wait&gt;/,
    );
  });

  it('is not there for a name that is none', async () => {
    for (const url of [`/p/${'B'.repeat(22)}`, '/p/x', '/p/..%2f..%2fetc/embed'])
      assert.equal((await benchOf().app.inject({ url, headers: browser })).statusCode, 404);
  });

  it('says so where it is gone, also in a frame', async () => {
    const { app } = benchOf();
    const headers = { ...browser, 'accept-language': 'de' };
    const page = await app.inject({ url: `/p/${id}`, headers });
    assert.match(page.body, /Hier ist nichts, oder nichts mehr/);
    assert.match(policyOf(page), /frame-ancestors 'none'/);
    const frame = await app.inject({ url: `/p/${id}/embed`, headers });
    assert.equal(frame.statusCode, 404);
    assert.match(frame.body, /Hier ist nichts, oder nichts mehr/);
    assert.match(policyOf(frame), /frame-ancestors \*; sandbox/);
    assert.equal((await app.inject({ url: `/p/${id}` })).json().error.code, 'not_found');
  });

  it('has words in every language for whatever is refused', () => {
    for (const language of Object.values(texts))
      for (const code of Object.keys(errorMessages)) assert.ok(language[`refused.${code}`], code);
  });
});

describe('GET /recent', () => {
  const row = { id, title: hostile, createdAt: '2026-01-01T00:00:00.000Z', verdict: 'ok', bytes: 1 };

  it('is not there unless the operator has switched it on', async () => {
    assert.equal((await benchOf().app.inject({ url: '/recent', headers: browser })).statusCode, 404);
  });

  it('lists titles as text', async () => {
    const { app } = benchOf({ isListing: true, pastes: { recent: async () => [row] } });
    assertInert((await app.inject({ url: '/recent', headers: browser })).body);
  });

  it('goes on to older ones, fifty at a time', async () => {
    const asked: [number, number][] = [];
    const rows = Array.from({ length: 51 }, (_each, index) => ({
      ...row,
      createdAt: new Date(1_000_000 - index * 1000).toISOString(),
    }));
    const recent = async (before: number, most: number) => {
      asked.push([before, most]);
      return rows.filter(({ createdAt }) => Date.parse(createdAt) < before).slice(0, most);
    };
    const { app } = benchOf({ isListing: true, pastes: { recent } });
    const first = (await app.inject({ url: '/recent', headers: browser })).body;
    assert.equal(first.match(/<li>/g)?.length, 50);
    const next = /rel="next" href="([^"]*)"/.exec(first)?.[1] ?? assert.fail('no next page');
    const second = (await app.inject({ url: next, headers: browser })).body;
    assert.equal(second.match(/<li>/g)?.length, 1);
    assert.doesNotMatch(second, /rel="next"/);
    assert.match(second, /href="\/recent"/);
    assert.deepEqual(asked[1], [Date.parse(rows[49]?.createdAt ?? ''), 51]);
    const wrong = await app.inject({ url: '/recent?before=yesterday', headers: browser });
    assert.equal(wrong.statusCode, 400);
    assert.match(wrong.body, /query parameter before/);
  });
});

describe('GET /assets/:file', () => {
  it('gives what was built and nothing else', async () => {
    const { app } = benchOf();
    for (const url of ['/assets/none.js', '/assets/..%2f.vite%2fmanifest.json', '/assets/.made-from'])
      assert.equal((await app.inject({ url })).statusCode, 404, url);
  });

  it('may be kept for ever, compressed as the browser takes it', async () => {
    const { app } = benchOf();
    const page = await app.inject({ url: '/', headers: browser });
    const script =
      /src="(\/assets\/[\w-]+\.js)"/.exec(page.body)?.[1] ?? assert.fail('the page is not built');
    for (const encoding of ['br', 'gzip']) {
      const reply = await app.inject({ url: script, headers: { 'accept-encoding': encoding } });
      assert.equal(reply.headers['content-encoding'], encoding);
      assert.match(String(reply.headers['cache-control']), /max-age=31536000, immutable/);
      assert.match(String(reply.headers['content-type']), /javascript/);
      assert.equal(reply.headers['vary'], 'accept-encoding');
    }
  });

  it('comes as a whole, whatever part is asked for, and on whatever condition', async () => {
    const { app } = benchOf();
    const page = await app.inject({ url: '/', headers: browser });
    const [style = assert.fail('the page is not built')] = /\/assets\/[\w-]+\.css/.exec(page.body) ?? [];
    const whole = await app.inject({ url: style });
    for (const headers of [
      { range: 'bytes=0-9' },
      { range: 'bytes=99999999-' },
      { 'if-match': '"another"' },
      { 'if-unmodified-since': 'Mon, 01 Jan 2001 00:00:00 GMT' },
    ]) {
      const reply = await app.inject({ url: style, headers });
      assert.equal(reply.statusCode, 200, JSON.stringify(headers));
      assert.equal(reply.body, whole.body);
    }
  });
});
