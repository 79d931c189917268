import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError, ErrorReply } from '@cellblock/contract';
import { answered, benchOf, outcomeOf } from '../door-for-tests.js';

const source = 'int main(void) { return 0; }';
const json = (payload: object | string, headers: Record<string, string> = {}) =>
  ({
    method: 'POST',
    url: '/run',
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  }) as const;

describe('POST /run refuses', () => {
  type Case = [string, object | string, Record<string, string>, number, string, string | undefined, RegExp];
  const cases: Case[] = [
    [
      'a limit above its maximum',
      { source, limits: { cpuMs: 31_000 } },
      {},
      400,
      'invalid_field',
      'limits.cpuMs',
      /at most 30000, received 31000/,
    ],
    [
      'a bad path',
      { files: [{ path: '../a.c', content: '' }] },
      {},
      400,
      'invalid_field',
      'files[0].path',
      /relative path/,
    ],
    ['an unknown member', { source, sdtin: '' }, {}, 400, 'invalid_field', 'sdtin', /known are source/],
    ['no object', '[]', {}, 400, 'invalid_field', undefined, /must be an object/],
    ['an empty object', {}, {}, 400, 'invalid_field', 'source', /required/],
    ['half a surrogate pair', '{"source":"\\ud800"}', {}, 400, 'invalid_field', 'source', /surrogate/],
    ['__proto__', '{"source":"","__proto__":{}}', {}, 400, 'invalid_field', '__proto__', /not allowed/],
    [
      'constructor',
      '{"source":"","compiler":{"defines":{"constructor":"1"}}}',
      {},
      400,
      'invalid_field',
      'compiler.defines.constructor',
      /not allowed/,
    ],
    ['no JSON', 'source=x', {}, 400, 'bad_request', undefined, /not JSON/],
    ['an empty body', '', {}, 400, 'bad_request', undefined, /empty/],
    [
      'a form',
      'source=x',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'unsupported_media_type',
      undefined,
      /application\/json or text\/x-c/,
    ],
    [
      'text/plain',
      'x',
      { 'content-type': 'text/plain' },
      415,
      'unsupported_media_type',
      undefined,
      /text\/x-c/,
    ],
    [
      'a relative of JSON',
      '{}',
      { 'content-type': 'application/ld+json' },
      415,
      'unsupported_media_type',
      undefined,
      /./,
    ],
    ['a broken media type', '{}', { 'content-type': 'json' }, 415, 'unsupported_media_type', undefined, /./],
    ...['utf-16', 'Latin1', '"utf-16le"', ''].map(
      (charset): Case => [
        `JSON of charset ${charset}`,
        { source },
        { 'content-type': `application/json;x=y; Charset=${charset}` },
        415,
        'unsupported_media_type',
        'content-type',
        /JSON is UTF-8; .* charset=utf-8/,
      ],
    ),
    [
      'a compressed body',
      'x',
      { 'content-encoding': 'gzip' },
      415,
      'unsupported_media_type',
      'content-encoding',
      /without content-encoding/,
    ],
  ];
  for (const [name, payload, headers, status, code, field, message] of cases) {
    it(`${name} with ${status}`, async () => {
      const { app, jobs } = benchOf();
      const reply = await app.inject(json(payload, headers));
      assert.equal(reply.statusCode, status);
      const { error } = ErrorReply.parse(reply.json());
      assert.equal(error.code, code);
      assert.equal(error.field, field);
      assert.match(error.message, message);
      assert.equal(error.requestId, reply.headers['x-request-id']);
      assert.equal(jobs.length, 0);
    });
  }

  for (const charset of ['utf-8', 'UTF-8', '"Utf-8"', 'utf8', 'us-ascii']) {
    it(`no JSON of charset ${charset}`, async () => {
      const { app } = benchOf({ submit: answered(outcomeOf('')) });
      const reply = await app.inject(
        json({ source }, { 'content-type': `application/json; charset=${charset}` }),
      );
      assert.equal(reply.statusCode, 200);
    });
  }

  it('options in the query of a JSON request', async () => {
    const reply = await benchOf().app.inject({ ...json({ source }), url: '/run?std=c99' });
    assert.equal(reply.statusCode, 400);
    assert.equal(ErrorReply.parse(reply.json()).error.field, 'std');
  });

  it('a request without body and type', async () => {
    const reply = await benchOf().app.inject({ method: 'POST', url: '/run' });
    assert.equal(reply.statusCode, 415);
  });

  it('in JSON, also where the client prefers text', async () => {
    const reply = await benchOf().app.inject(json({}, { accept: 'text/plain' }));
    ErrorReply.parse(reply.json());
  });

  it('what the door refuses, and says when to try again', async () => {
    const { app } = benchOf({ submit: () => Promise.reject(new AppError('no_worker')) });
    const reply = await app.inject(json({ source }));
    assert.equal(reply.statusCode, 503);
    assert.equal(reply.headers['retry-after'], '10');
  });
});
