import assert from 'node:assert/strict';
import test from 'node:test';
import { connect } from './connection.js';

const addresses = [
  { url: 'unix:///run/redis/redis.sock', expected: { path: '/run/redis/redis.sock' } },
  { url: 'unix:///a%20b/redis.sock', expected: { path: '/a b/redis.sock' } },
  { url: 'redis://127.0.0.1:1/3', expected: { host: '127.0.0.1', port: 1, db: 3 } },
];

for (const { url, expected } of addresses) {
  test(`${url} is understood`, () => {
    const redis = connect(url, () => {});
    redis.disconnect();
    for (const [name, value] of Object.entries(expected))
      assert.equal(Reflect.get(redis.options, name), value);
  });
}

test('a peer is taken for gone after 10 s without a word, or as long as is said', () => {
  for (const [options, expected] of [
    [{}, 10_000],
    [{ silenceMs: 20_000 }, 20_000],
  ] as const) {
    const redis = connect('redis://127.0.0.1:1', () => {}, options);
    redis.disconnect();
    assert.equal(redis.options.socketTimeout, expected);
  }
});

for (const url of ['', 'localhost:6379', 'http://localhost', 'unix://', '/run/redis.sock']) {
  test(`'${url}' is refused with a remedy`, () => {
    assert.throws(() => connect(url, () => {}), /REDIS_URL must be redis:/);
  });
}
