// What a form is answered with where it is refused, and what whoever comes to no page at all.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from '@cellblock/contract';
import type { LightMyRequestResponse } from 'fastify';
import { type BenchOptions, benchOf } from '../door-for-tests.js';
import { assertInert, hostile } from './inert-for-tests.js';

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const form = { ...browser, 'content-type': 'application/x-www-form-urlencoded', host: '127.0.0.1' };

describe('a form that is refused', () => {
  const key = `cb_${'k'.repeat(43)}`;
  const typed = new URLSearchParams({
    ...{
      boxes: 'on',
      'path.0': 'main.c',
      'content.0': 'int typed;',
      'path.1': 'more.h',
      'content.1': hostile,
    },
    ...{
      args: `'not closed`,
      stdin: 'my input',
      optimize: '3',
      'warnings.extra': 'on',
      'limits.cpuMs': '77',
    },
    key,
  });
  const keyless = new URLSearchParams(typed);
  keyless.delete('key');
  const post = (
    { app }: { app: ReturnType<typeof benchOf>['app'] },
    payload: string | Buffer = typed.toString(),
    headers = {},
  ) => app.inject({ method: 'POST', url: '/', headers: { ...form, ...headers }, payload });
  const grant: Extract<ReturnType<NonNullable<BenchOptions['admit']>>, { kind: 'in' }>['grant'] = {
    ...{ id: '0'.repeat(16), name: 'n', rank: 'interactive', ratePerMinute: 60, concurrency: 1 },
    ...{ limits: {}, isOperator: false, expiresAt: null, createdAt: '2026-01-01T00:00:00.000Z' },
  };
  const rate = { perMinute: 60, remaining: 1, fullInMs: 1 };
  const letIn: BenchOptions['admit'] = (visitor) =>
    'key' in visitor && visitor.key === key
      ? { kind: 'in', grant, rate, leave: () => {} }
      : { kind: 'unknown' };
  // All that was typed, and of the key nothing.
  const assertKept = (page: LightMyRequestResponse) => {
    assert.match(String(page.headers['content-type']), /^text\/html/);
    for (const text of [
      'int typed;',
      'value="more.h"',
      'my input',
      'value="77"',
      '<option value="3" selected>',
    ])
      assert.ok(page.body.includes(text), text);
    assert.match(page.body, /name="warnings.extra"[^>]* checked/);
    assert.match(page.body, /name="args" value="&#39;not closed"/);
    assertInert(page.body);
    assert.doesNotMatch(page.body, /kkk/);
    assert.match(page.body, /data-verdict="refused"/);
    assert.equal(page.headers['cache-control'], 'no-store');
  };

  it('is one without a key where the service needs one: it is asked for, and nothing runs', async () => {
    const bench = benchOf({ needsKey: true });
    const page = await post(bench, keyless.toString());
    assert.equal(page.statusCode, 401);
    assertKept(page);
    assert.match(page.body, /An API key is needed\. Give yours/);
    assert.match(page.body, /<input type="password" name="key"/);
    assert.equal(bench.jobs.length, 0);
  });

  it('is one with a key that is not known, or is none', async () => {
    for (const given of [key, 'cb_kkk']) {
      const other = new URLSearchParams({ ...Object.fromEntries(typed), key: given });
      const page = await post(benchOf({ needsKey: true }), other.toString());
      assert.equal(page.statusCode, 401);
      assertKept(page);
    }
  });

  it('is not one with a key that is good, which is neither shown nor logged nor run', async () => {
    const bench = benchOf({ needsKey: true, admit: letIn });
    const page = await post(bench, typed.toString());
    assert.equal(page.statusCode, 200, page.body);
    assert.equal(bench.jobs[0]?.submission.files?.[0]?.content, 'int typed;');
    for (const said of [
      page.body,
      JSON.stringify(page.headers),
      JSON.stringify(bench.jobs),
      JSON.stringify(bench.lines),
    ])
      assert.doesNotMatch(said, /kkk/);
    assert.match(page.body, /<input type="password" name="key"/);
  });

  it('is in the language of its reader', async () => {
    const page = await post(benchOf({ needsKey: true }), undefined, { 'accept-language': 'de' });
    assert.match(page.body, /Ein API-Schlüssel ist nötig/);
  });

  it('says what field is wrong', async () => {
    const page = await post(benchOf({ admit: letIn }), `${typed}&standard=c++`);
    assert.equal(page.statusCode, 400);
    assertKept(page);
    assert.match(page.body, /Change what is named below.*compiler\.standard/);
  });

  it('says when to come again', async () => {
    const full = benchOf({ admit: letIn, submit: () => Promise.reject(new AppError('queue_full')) });
    const page = await post(full);
    assert.equal(page.statusCode, 503);
    assert.equal(page.headers['retry-after'], '5');
    assertKept(page);
    assert.match(page.body, /Wait 5 s/);
    const admit: BenchOptions['admit'] = () => ({ kind: 'rate', grant: null, rate, retryInMs: 7000 });
    const often = await post(benchOf({ needsKey: true, admit }));
    assert.equal(often.statusCode, 429);
    assertKept(often);
    assert.match(often.body, /Wait 7 s/);
  });

  it('says what would be allowed', async () => {
    const page = await post(benchOf(), keyless.toString(), {
      host: 'rebound.example',
      origin: 'http://rebound.example',
    });
    assert.equal(page.statusCode, 403);
    assertKept(page);
    assert.match(page.body, /must be called localhost/);
  });

  it('is one that is too large, which is not read', async () => {
    const bench = benchOf({ needsKey: true, admit: letIn });
    const page = await post(bench, `${typed}&stdin=${'x'.repeat(256 * 1024)}`);
    assert.equal(page.statusCode, 413);
    assert.match(page.body, /at most 262144 bytes.*/);
    assert.match(page.body, /What you typed could not be read/);
    assert.equal(bench.jobs.length, 0);
  });

  it('is one without a length, as it may be any', async (context) => {
    const { app } = benchOf({ needsKey: true, admit: letIn });
    context.after(() => app.close());
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from(typed.toString()));
        controller.close();
      },
    });
    const init = { method: 'POST', headers: form, body, duplex: 'half' } as const;
    const reply = await fetch(`${url}/`, init);
    assert.equal(reply.status, 413);
  });

  it('is told as everywhere to whoever does not ask for a page', async () => {
    const reply = await post(benchOf({ needsKey: true }), undefined, { accept: '*/*' });
    assert.equal(reply.json().error.code, 'unauthorized');
  });
});

describe('a path that is not there', () => {
  const ask = (headers: Record<string, string>, more: { method?: 'POST'; payload?: string } = {}) =>
    benchOf().app.inject({ url: '/nope', headers, ...more });

  it('is a page for browsers, with the way to the first one', async () => {
    const page = await ask({ ...browser, 'accept-language': 'de' });
    assert.equal(page.statusCode, 404);
    assert.match(String(page.headers['content-type']), /^text\/html/);
    assert.match(String(page.headers['content-security-policy']), /^default-src 'none'; script-src 'self'/);
    assert.equal(page.headers['cache-control'], 'no-store');
    assert.match(
      page.body,
      /Hier ist nichts.*there is nothing at this path.*<a href="\/">Zur ersten Seite<\/a>/,
    );
    assert.doesNotMatch(page.body, /nope|<script type="module"|<style| style=| on\w+=/);
  });

  it('is a page for a form that was sent there too', async () => {
    const page = await ask(form, { method: 'POST', payload: 'content.0=typed' });
    assert.equal(page.statusCode, 404);
    assert.match(String(page.headers['content-type']), /^text\/html/);
  });

  for (const accept of [
    '*/*',
    'application/json',
    'application/json, text/html',
    'image/avif,*/*;q=0.8',
    '',
  ]) {
    it(`is told as everywhere to whoever accepts ${accept || 'nothing'}`, async () => {
      const reply = await ask({ accept });
      assert.equal(reply.statusCode, 404);
      assert.equal(reply.json().error.code, 'not_found');
      assert.equal(reply.headers.vary, 'accept');
    });
  }
});

describe('a path that takes something else', () => {
  for (const url of ['/run', '/grade', '/jobs', '/batch', '/mcp'])
    it(`is a page for a browser at ${url}, with the way to where it says how`, async () => {
      const page = await benchOf().app.inject({ url, headers: browser });
      assert.equal(page.statusCode, 405);
      assert.equal(page.headers.allow, 'POST');
      assert.match(String(page.headers['content-type']), /^text\/html/);
      assert.match(page.body, /is for programs.*this path takes POST.*<a href="\/">.*<a href="\/docs">/s);
    });

  it('is told as everywhere to whoever does not ask for a page', async () => {
    const reply = await benchOf().app.inject({ url: '/run', headers: { accept: '*/*' } });
    assert.equal(reply.statusCode, 405);
    assert.equal(reply.json().error.message, 'this path takes POST; GET /docs says how');
  });
});
