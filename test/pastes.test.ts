// Pastes through the whole service: what is kept stays, whatever is restarted.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { after, before, suite, test } from 'node:test';
import { ErrorReply, NewPaste, Paste, RecentPastes } from '@cellblock/contract';
import { checkout, type Service, startService } from './service.js';
import { until } from './until.js';

const source =
  '#include <stdio.h>\nint main(void) { int a; scanf("%d", &a); printf("%d\\n", 2 * a); return 3; }';

suite('pastes', () => {
  let service: Service;
  before(async () => {
    // Where no author says how long, it is for a second.
    const env = { CELLBLOCK_PASTE_BYTES: '100000', CELLBLOCK_RECENT: 'on', CELLBLOCK_PASTE_TTL_S: '1' };
    service = await startService({ env });
  });
  after(() => service.stop());

  const keep = async (body: object) => {
    const response = await fetch(`${service.url}/pastes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ expiresInS: 3600, ...body }),
    });
    return { status: response.status, body: await response.json() };
  };
  // As an operator types it.
  const command = async (args: string[], input = '') => {
    const child = spawn('npm', ['run', '--silent', 'pastes', '--', ...args], {
      cwd: checkout,
      env: { ...process.env, CELLBLOCK_STATE: service.state, CELLBLOCK_PASTE_BYTES: '100000' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(input);
    return text(child.stdout);
  };
  const remove = async (id: string) =>
    assert.equal(await command(['delete', id]), `The paste ${id} is deleted.\n`);
  const listed = async () => RecentPastes.parse(await (await fetch(`${service.url}/pastes`)).json()).pastes;
  const metric = async (name: string) => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)$`, 'm').exec(metrics)?.[1]);
  };
  const read = async (id: string) => Paste.parse(await (await fetch(`${service.url}/pastes/${id}`)).json());

  test('hold the result of the run that they began with, after all parts were killed and started again', async () => {
    const { status, body } = await keep({
      submission: { source, stdin: '21' },
      title: 'Twice',
      isListed: true,
    });
    assert.equal(status, 201);
    const { deleteSecret, ...paste } = NewPaste.parse(body);
    assert.equal(paste.result?.verdict, 'exit_nonzero');
    assert.equal(paste.result?.run?.stdout, '42\n');
    for (const part of ['api', 'worker', 'redis'] as const) await service.end(part, 'SIGKILL');
    for (const part of ['redis', 'worker', 'api'] as const) service.start(part);
    await service.waitFor('ready');
    assert.deepEqual(await read(paste.id), paste);
    assert.deepEqual(
      (await listed()).map(({ title, verdict }) => [title, verdict]),
      [['Twice', 'exit_nonzero']],
    );
    const backup = await command(['export']);
    await remove(paste.id);
    assert.match(await command(['import', '-'], backup), /^1 pastes restored/);
    assert.deepEqual(await read(paste.id), paste);
    const headers = { 'cellblock-delete-secret': deleteSecret };
    const gone = await fetch(`${service.url}/pastes/${paste.id}`, { method: 'DELETE', headers });
    assert.equal(gone.status, 204);
    assert.equal((await fetch(`${service.url}/pastes/${paste.id}`)).status, 404);
  });

  test('are there though the API was killed while they were run', async () => {
    const endless = 'int main(void) { for (;;); }';
    const lost = keep({ submission: { source: endless }, title: 'Lost', isListed: true }).catch(() => null);
    const { id } = await until('the paste is listed', async () => (await listed())[0] ?? null);
    await service.end('api', 'SIGKILL');
    assert.equal(await lost, null);
    service.start('api');
    await service.waitFor('ready');
    const { submission, result } = await read(id);
    assert.deepEqual([submission.source, result], [endless, null]);
    assert.equal(await metric('cellblock_pastes'), 1);
    await remove(id);
    assert.equal(await metric('cellblock_paste_bytes'), 0);
  });

  test('are over when their time is, and leave nothing behind', async () => {
    const { body } = await keep({
      submission: { source },
      run: false,
      isListed: true,
      expiresInS: undefined,
    });
    const { id, createdAt, expiresAt } = NewPaste.parse(body);
    assert.equal(Date.parse(expiresAt ?? '') - Date.parse(createdAt), 1000);
    await until('the paste is gone', async () => {
      const { status } = await fetch(`${service.url}/pastes/${id}`);
      return status === 404 ? true : null;
    });
    assert.deepEqual(await listed(), []);
    assert.equal(await metric('cellblock_pastes'), 0);
    assert.equal(await metric('cellblock_paste_bytes'), 0);
  });

  test('are refused where there is no room, however many come at once, and what was kept is there', async () => {
    const each = { submission: { source: `int x;${' '.repeat(9000)}` }, run: false };
    const replies = await Promise.all(Array.from({ length: 20 }, () => keep(each)));
    const kept = replies.filter(({ status }) => status === 201).map(({ body }) => NewPaste.parse(body).id);
    const refused = replies.filter(({ status }) => status !== 201);
    assert.ok(kept.length >= 8 && kept.length <= 10, `${kept.length} were kept`);
    for (const { status, body } of refused) {
      assert.equal(status, 503);
      assert.equal(ErrorReply.parse(body).error.code, 'paste_store_full');
    }
    for (const id of kept) assert.equal((await read(id)).id, id);
    const bytes = await metric('cellblock_paste_bytes');
    assert.ok(bytes > 9000 * kept.length && bytes <= 100_000, `${bytes} bytes`);
    assert.equal(await metric('cellblock_paste_limit_bytes'), 100_000);
  });
});
