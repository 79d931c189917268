import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createLogger } from './logger.js';

const logged = (level: 'info' | 'silent', fields: object) => {
  const lines: string[] = [];
  createLogger('api', { logLevel: level }, { write: (line) => lines.push(line) }).info(fields, 'event');
  return lines.join('');
};

it('writes one JSON line with name, message and fields', () => {
  const line: unknown = JSON.parse(logged('info', { verdict: 'ok' }));
  assert.ok(typeof line === 'object' && line !== null);
  assert.deepEqual({ name: 'api', msg: 'event', verdict: 'ok', ...line }, line);
});

it('keeps to the level', () => {
  assert.equal(logged('silent', {}), '');
});

for (const fields of [
  { source: 'int secret;' },
  { submission: { source: 'int secret;' } },
  { job: { stdin: 'secret' } },
  { job: { submission: { source: 'secret' } } },
  { run: { stdout: 'secret', stderr: 'secret', output: 'secret' } },
  { req: { headers: { authorization: 'Bearer secret', cookie: 'secret' } } },
  { redisUrl: 'redis://:secret@host' },
]) {
  it(`leaves out what ${JSON.stringify(fields)} must not say`, () => {
    assert.doesNotMatch(logged('info', fields), /secret/);
  });
}
