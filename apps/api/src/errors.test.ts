import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError, ErrorReply, errorMessages } from '@cellblock/contract';
import { benchOf } from './door-for-tests.js';
import { appErrorOf, errorReply, errorRows } from './errors.js';

const refusing = (error: unknown) => benchOf({ submit: () => Promise.reject(error) });
const post = { method: 'POST', url: '/run', payload: { source: 'int secret;' } } as const;

describe('the table of errors', () => {
  it('has a status for every code, and Retry-After for every 503', () => {
    assert.deepEqual(Object.keys(errorRows).sort(), Object.keys(errorMessages).sort());
    for (const [code, { status, retryAfterSeconds }] of Object.entries(errorRows)) {
      assert.ok(status >= 400 && status < 600, code);
      assert.equal(retryAfterSeconds !== undefined, status === 503 || status === 429, code);
    }
  });

  for (const [code, { status }] of Object.entries(errorRows)) {
    it(`answers ${code} with ${status}, the message and the request's id`, async () => {
      const error = Object.keys(errorMessages).find((each): each is keyof typeof errorRows => each === code);
      assert.ok(error);
      const reply = await refusing(new AppError(error)).app.inject(post);
      assert.equal(reply.statusCode, status);
      const body = ErrorReply.parse(reply.json());
      assert.deepEqual(body.error, {
        code,
        message: errorMessages[error],
        requestId: reply.headers['x-request-id'],
      });
      assert.equal(reply.headers['retry-after'] !== undefined, status === 503 || status === 429);
      assert.match(String(reply.headers['content-type']), /^application\/json/);
    });
  }
});

describe('an error that nobody foresaw', () => {
  for (const thrown of [
    new TypeError('secret detail at /srv/internal.js'),
    new AppError('queue_unavailable', { cause: new Error('secret detail of redis://10.0.0.7') }),
    Object.assign(new Error('secret detail'), { statusCode: 418, status: 418 }),
    'a secret detail that is no error',
    null,
  ]) {
    it(`shows nothing of ${String(thrown)}, and is logged as ours`, async () => {
      const { app, lines } = refusing(thrown);
      const reply = await app.inject(post);
      assert.ok(reply.statusCode === 500 || reply.statusCode === 503);
      assert.doesNotMatch(reply.body + JSON.stringify(reply.headers), /secret|internal\.js|redis:/);
      const line = lines.find((each) => each.msg === 'request refused');
      assert.equal(line?.level, 50);
    });
  }

  it('is logged with its cause', async () => {
    const { app, lines } = refusing(new Error('the detail'));
    await app.inject(post);
    assert.match(JSON.stringify(lines), /the detail/);
  });

  it('is ours when an outcome is not what the contract says', async () => {
    const outcome = {
      head: { id: 1, verdict: 'ok', message: '', compile: null, run: null },
      chunks: [],
      outputs: [],
    };
    const { app } = benchOf({ submit: async () => JSON.parse(JSON.stringify(outcome)) });
    const reply = await app.inject(post);
    assert.equal(reply.statusCode, 500);
    assert.equal(ErrorReply.parse(reply.json()).error.code, 'internal');
  });
});

describe('what is logged', () => {
  it('of a refused request is one info line that holds nothing of what was sent', async () => {
    const { app, lines } = benchOf();
    await app.inject({ ...post, payload: { source: 1, 'int secret': 2, profile: 'secret' } });
    await app.inject({
      ...post,
      payload: '{"source": secret',
      headers: { 'content-type': 'application/json' },
    });
    await app.inject({
      method: 'POST',
      url: '/run?args=secret&secret=1',
      payload: 'x',
      headers: { 'content-type': 'text/x-c' },
    });
    await app.inject({ url: '/secret?secret' });
    assert.deepEqual(
      lines.map((line) => line.level),
      [30, 30, 30, 30],
    );
    assert.doesNotMatch(JSON.stringify(lines), /secret/);
  });

  it('of load is a warning', async () => {
    const { app, lines } = refusing(new AppError('queue_full'));
    await app.inject(post);
    assert.deepEqual(
      lines.map((line) => line.level),
      [40],
    );
  });
});

describe('appErrorOf', () => {
  it('keeps an AppError', () => {
    const error = new AppError('queue_full');
    assert.equal(appErrorOf(error), error);
  });

  it('knows the errors of fastify and node by their codes, and takes none for known by its message', () => {
    const coded = (code: string) => Object.assign(new Error('Not Found'), { code });
    assert.equal(appErrorOf(coded('FST_ERR_CTP_INVALID_MEDIA_TYPE')).code, 'unsupported_media_type');
    assert.equal(appErrorOf(coded('HPE_HEADER_OVERFLOW')).code, 'headers_too_large');
    assert.equal(appErrorOf(coded('ENOENT')).code, 'internal');
    assert.equal(appErrorOf(new Error('Not Found')).code, 'internal');
  });
});

it('errorReply leaves out a field that is not there', () => {
  assert.deepEqual(Object.keys(errorReply(new AppError('internal'), 'r').error), [
    'code',
    'message',
    'requestId',
  ]);
});
