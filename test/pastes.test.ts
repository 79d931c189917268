// Pastes through the whole service: what is kept stays, whatever is restarted.

import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { ErrorReply, NewPaste, Paste, RecentPaste } from '@cellblock/contract';
import { z } from 'zod';
import { type Service, startService } from './service.js';

const Recent = z.looseObject({ pastes: z.array(RecentPaste) });

const source =
  '#include <stdio.h>\nint main(void) { int a; scanf("%d", &a); printf("%d\\n", 2 * a); return 3; }';

suite('pastes', () => {
  let service: Service;
  before(async () => {
    service = await startService({ env: { CELLBLOCK_PASTE_BYTES: '100000', CELLBLOCK_RECENT: 'on' } });
  });
  after(() => service.stop());

  const keep = async (body: object) => {
    const response = await fetch(`${service.url}/pastes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
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
    const { pastes } = Recent.parse(await (await fetch(`${service.url}/pastes`)).json());
    assert.deepEqual(
      pastes.map(({ title, verdict }) => [title, verdict]),
      [['Twice', 'exit_nonzero']],
    );
    const headers = { 'cellblock-delete-secret': deleteSecret };
    const gone = await fetch(`${service.url}/pastes/${paste.id}`, { method: 'DELETE', headers });
    assert.equal(gone.status, 204);
    assert.equal((await fetch(`${service.url}/pastes/${paste.id}`)).status, 404);
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
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    assert.match(metrics, new RegExp(`^cellblock_pastes(\\{[^}]*\\})? ${kept.length}$`, 'm'));
  });
});
