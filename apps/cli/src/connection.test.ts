import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectionOf } from './connection.js';
import { UsageError } from './terminal.js';
import { fakeTerminal } from './testing/fake-terminal.js';

const placeOf = (url: string | undefined, env: NodeJS.ProcessEnv = {}) =>
  connectionOf({ url }, fakeTerminal(env).terminal).url;

describe('the service that a command talks to', () => {
  it('is that of --url, else that of CELLBLOCK_URL, else the one on this machine', () => {
    const env = { CELLBLOCK_URL: 'https://cell.example' };
    assert.equal(placeOf('http://127.0.0.1:9000', env), 'http://127.0.0.1:9000');
    assert.equal(placeOf(undefined, env), 'https://cell.example');
    assert.equal(placeOf(undefined), 'http://127.0.0.1:8080');
  });

  for (const url of ['cell.example', 'ftp://cell.example', 'http://', 'http://a:port']) {
    it(`is not ${url}`, () => assert.throws(() => placeOf(url), /--url must be like/));
  }

  for (const [name, url, env] of [
    ['--url', 'http://me:secret@cell.example', {}],
    ['CELLBLOCK_URL', undefined, { CELLBLOCK_URL: 'http://secret@cell.example' }],
  ] as const) {
    it(`is not told a password in ${name}, which is not shown either`, () => {
      assert.throws(
        () => placeOf(url, env),
        (error) =>
          error instanceof UsageError &&
          error.message.startsWith(`${name} must hold no user name`) &&
          !error.message.includes('secret'),
      );
    });
  }
});
