import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.mjs';
import { namedRedisFact, parseProbe } from './host-facts.mjs';

test('the lines of the probe are facts', () => {
  assert.deepEqual(parseProbe('pid namespace\tyes\ta cell sees itself\ncgroups\tpartial\tmemory alone\n'), [
    { name: 'pid namespace', state: 'yes', detail: 'a cell sees itself' },
    { name: 'cgroups', state: 'partial', detail: 'memory alone' },
  ]);
});

test('a line of another form is an error, not a fact', () => {
  for (const line of ['cgroups', 'cgroups\tmaybe\tx', 'cgroups\tyes', 'a\tyes\tb\tc']) {
    assert.throws(() => parseProbe(line), /unknown line/);
  }
});

const dist = new URL('../packages/queue/dist/', import.meta.url);

test('a Redis that REDIS_URL names is asked', async (context) => {
  if (!existsSync(new URL('redis-for-tests.js', dist))) return context.skip('not built');
  const { startRedis } = await import(new URL('redis-for-tests.js', dist));
  const redis = await startRedis();
  context.after(() => redis.close());
  const { state, detail } = await namedRedisFact(redis.url);
  assert.equal(state, 'yes');
  assert.match(detail, /answers; version \d+\.\d+/);
  await redis.client.config('SET', 'appendonly', 'no');
  const risky = await namedRedisFact(redis.url);
  assert.equal(risky.state, 'partial');
  assert.match(risky.detail, /no append-only file/);
  await redis.client.config('SET', 'requirepass', 'right');
  const locked = await namedRedisFact(redis.url);
  assert.equal(locked.state, 'no');
  assert.match(locked.detail, /NOAUTH/);
});

for (const [url, reason] of [
  ['redis://me:secret@127.0.0.1:1', /ECONNREFUSED/],
  ['unix:///nowhere/redis.sock', /ENOENT/],
  ['localhost', /REDIS_URL must be/],
]) {
  test(`a Redis that does not answer at ${url.replace('secret', '…')} is none, with the reason`, async (context) => {
    if (!existsSync(dist)) return context.skip('not built');
    const { state, detail } = await namedRedisFact(url);
    assert.equal(state, 'no');
    assert.match(detail, reason);
    assert.doesNotMatch(detail, /secret/);
  });
}

test('a user who may make user namespaces is told that cells get the others too', async (context) => {
  const built = fileURLToPath(new URL('../native/build/cellblock-warden', import.meta.url));
  if (!existsSync(built)) return context.skip('the warden is not built');
  const directory = mkdtempSync(join(tmpdir(), 'cellblock-probe-'));
  context.after(() => rmSync(directory, { recursive: true }));
  chmodSync(directory, 0o755);
  // The checkout may lie where that user can't get.
  const warden = join(directory, 'warden');
  copyFileSync(built, warden);
  const asOther = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--'];
  const argv = [...(process.geteuid() === 0 ? asOther : []), warden, '--probe'];
  const { stdout } = await runCommand(argv, { timeoutMs: 20_000 });
  const facts = parseProbe(stdout.toString()).filter(({ name }) => name.endsWith(' namespace'));
  const own = facts.find(({ name }) => name === 'user namespace');
  if (own.state === 'no') return context.skip(own.detail);
  assert.deepEqual(
    facts.filter(({ state }) => state !== 'yes'),
    [],
  );
  assert.equal(facts.length, 7);
});
