import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { Submission } from '@cellblock/contract';
import { openPastes } from '@cellblock/queue';
import { type RedisForTests, startRedis } from '@cellblock/queue/redis-for-tests';
import { cellblock } from '../cellblock.js';
import { fakeTerminal } from '../testing/fake-terminal.js';

describe('cellblock pastes', () => {
  let redis: RedisForTests;
  let directory: string;
  before(async () => {
    redis = await startRedis();
    directory = await mkdtemp(join(tmpdir(), 'cellblock-pastes-'));
  });
  after(async () => {
    await redis.close();
    await rm(directory, { recursive: true });
  });

  const command = (prefix: string, ...args: string[]) => commandReading(Readable.from([]), prefix, ...args);

  const commandReading = async (stdin: Readable, prefix: string, ...args: string[]) => {
    const env = { REDIS_URL: redis.url, CELLBLOCK_QUEUE_PREFIX: prefix };
    const { terminal, said, warned } = fakeTerminal(env, { stdin });
    const status = await cellblock(['pastes', ...args], terminal);
    return { status, said: said(), warned: warned() };
  };

  const keep = async (prefix: string, source: string) => {
    const pastes = openPastes({ redisUrl: redis.url, prefix, mostBytes: 1 << 20 });
    const submission = Submission.parse({ source });
    const { paste } = await pastes.add({
      submission,
      title: null,
      isListed: false,
      forkOf: null,
      isToRun: false,
      lifeMs: null,
    });
    pastes.close();
    return paste.id;
  };

  it('backs up every paste, and puts back what is not there', async () => {
    const ids = [await keep('one', 'int a;'), await keep('one', 'int b;')];
    const { status, said } = await command('one', 'export');
    assert.equal(status, 0);
    assert.equal(said.split('\n').length, 2);
    const file = join(directory, 'backup');
    await writeFile(file, `${said}\n\n`);
    assert.match((await command('two', 'import', file)).said, /^2 pastes restored, 0 passed over/);
    assert.match((await command('two', 'import', file)).said, /^0 pastes restored, 2 passed over/);
    const again = (await command('two', 'export')).said;
    assert.deepEqual(again.split('\n').sort(), said.split('\n').sort());
    assert.match((await command('two', 'status')).said, /^2 pastes, \d+ of \d+ bytes$/);
    assert.equal((await command('two', 'delete', ids[0] ?? '')).status, 0);
    assert.equal((await command('two', 'delete', ids[0] ?? '')).status, 1);
    assert.match((await command('two', 'status')).said, /^1 pastes/);
  });

  it('says which line of a backup is none', async () => {
    const file = join(directory, 'broken');
    await writeFile(file, '{"id":1}\n');
    const { status, warned } = await command('three', 'import', file);
    assert.equal(status, 1);
    assert.match(warned, /broken:1 is no paste: id must be a string/);
  });

  it('says what it had put back before such a line', async () => {
    await keep('seven', 'int a;');
    await keep('seven', 'int b;');
    const file = join(directory, 'half');
    await writeFile(file, `${(await command('seven', 'export')).said}\n{}\n`);
    const { status, said, warned } = await command('eight', 'import', file);
    assert.deepEqual([status, said], [1, '']);
    assert.match(
      warned,
      /^2 pastes restored, 0 passed over.* Then the import stopped:\ncellblock: .*half:3 /,
    );
  });

  it('says why a backup can not be read, as of other files', async () => {
    for (const [file, reason] of [
      [join(directory, 'missing'), 'there is no such file or directory'],
      [directory, 'it is a directory'],
    ] as const) {
      const { status, said, warned } = await command('nine', 'import', file);
      const complaint = `cellblock: ${file} can't be read: ${reason}`;
      assert.deepEqual([status, said, warned], [64, '', complaint]);
    }
  });

  it('reads a backup from standard input, however it comes in pieces', async () => {
    await keep('ten', 'int é;');
    const bytes = Buffer.from((await command('ten', 'export')).said.replace(/$/, '\r\n\n'));
    const pieces = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
    const stdin = Readable.from(pieces, { objectMode: false });
    assert.match((await commandReading(stdin, 'eleven', 'import', '-')).said, /^1 pastes restored/);
    const again = [await command('ten', 'export'), await command('eleven', 'export')];
    assert.equal(again[1]?.said, again[0]?.said);
  });

  it('puts nothing back that could not be read or deleted', async () => {
    await keep('five', 'int a;');
    const record = JSON.parse((await command('five', 'export')).said);
    const { head, submission } = record;
    for (const [broken, reason] of [
      [
        { ...record, submission: { ...submission, profile: 'none' } },
        /submission is none: profile must be one of/,
      ],
      [{ ...record, head: { ...head, secretHash: 'short' } }, /head.secretHash must be a SHA-256/],
    ] as const) {
      const file = join(directory, 'tampered');
      await writeFile(file, `${JSON.stringify(broken)}\n`);
      const { status, warned } = await command('six', 'import', file);
      assert.equal(status, 1);
      assert.match(warned, reason);
    }
    assert.match((await command('six', 'status')).said, /^0 pastes/);
  });

  it('says how it is used', async () => {
    for (const args of [[], ['burn'], ['import'], ['delete'], ['export', 'x'], ['import', 'a', 'b']])
      assert.equal((await command('four', ...args)).status, 64, args.join(' '));
  });
});
