import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ErrorReply, NewPaste, Paste, type PasteRequestInput } from '@cellblock/contract';
import { unzipSync } from 'fflate';
import { outcomeOf } from '../door-for-tests.js';
import { queueForTests } from '../queue-for-tests.js';

const get = queueForTests({ pasteBytes: 1 << 20 });
const idle = queueForTests({ noWorkerWaitMs: 0 });

const post = (payload: unknown, headers = {}, { app } = get()) =>
  app.inject({ method: 'POST', url: '/pastes', headers, payload: payload as object });
const read = (url: string, headers = {}) => get().app.inject({ url, headers });
// Over the network: of an answer without a body inject would leave the timer that waits for it to be taken.
const ask = (url: string, init: RequestInit = {}) => fetch(`${get().url}${url}`, init);

const kept = async (order: PasteRequestInput) => {
  const reply = await post(order);
  assert.equal(reply.statusCode, 201, reply.body);
  return NewPaste.parse(reply.json());
};
const refused = (reply: { json: () => unknown; statusCode: number }, status: number) => {
  assert.equal(reply.statusCode, status);
  return ErrorReply.parse(reply.json()).error;
};

const source = 'int main(void) { return 0; }\n';

describe('a paste without a worker', () => {
  it('is kept all the same, and says why there is no result', async () => {
    const { app } = idle();
    const paste = NewPaste.parse((await post({ submission: { source } }, {}, idle())).json());
    assert.equal(paste.result, null);
    assert.equal(paste.resultError?.code, 'no_worker');
    const { deleteSecret: _, ...told } = paste;
    assert.deepEqual(Paste.parse((await app.inject(`/pastes/${paste.id}`)).json()), told);
  });

  it('may wait among many', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const many = Array.from({ length: 12 }, () => post({ submission: { source } }, {}, idle()));
    for (const { statusCode } of await Promise.all(many)) assert.equal(statusCode, 201);
    process.off('warning', note);
    assert.deepEqual(warnings, []);
  });

  it('is not run where that is not wanted', async () => {
    const paste = await kept({ submission: { source }, run: false });
    assert.equal(paste.resultError, null);
  });
});

describe('a paste', () => {
  it('holds what came of it, and never what a client says', async () => {
    await get().work(async ({ id, submission }) => {
      const outcome = outcomeOf(submission.stdin);
      return { ...outcome, head: { ...outcome.head, id } };
    });
    const paste = await kept({ submission: { source, stdin: 'hello' }, title: ' A title ' });
    assert.equal(paste.result?.run?.stdout, 'hello');
    assert.equal(paste.title, 'A title');
    assert.equal(paste.url, `/p/${paste.id}`);
    const forged = await post({ submission: { source }, result: paste.result });
    assert.equal(refused(forged, 400).field, 'result');
  });

  it('expires when the author says, or when the service does', async () => {
    const { createdAt, expiresAt } = await kept({ submission: { source }, expiresInS: 60 });
    assert.equal(Date.parse(expiresAt ?? '') - Date.parse(createdAt), 60_000);
    assert.equal((await kept({ submission: { source } })).expiresAt, null);
    assert.equal(refused(await post({ submission: { source }, expiresInS: 1 }), 400).field, 'expiresInS');
  });

  it('is read without a key, and again only where it has changed', async () => {
    const { id } = await kept({ submission: { source } });
    const first = await read(`/pastes/${id}`);
    assert.equal(first.statusCode, 200);
    const known = (tag: string) => ask(`/pastes/${id}`, { headers: { 'if-none-match': tag } });
    const again = await known(String(first.headers.etag));
    assert.equal(again.status, 304);
    assert.equal(await again.text(), '');
    assert.equal((await known(`"other", W/${first.headers.etag}`)).status, 304);
    assert.equal((await known('"other"')).status, 200);
    // So long at most is it still there for others when it is deleted.
    assert.match(String(first.headers['cache-control']), /max-age=30, must-revalidate/);
  });

  it('is deleted by its secret alone, and then like one that never was', async () => {
    const { id, deleteSecret } = await kept({ submission: { source } });
    const remove = (headers = {}) => get().app.inject({ method: 'DELETE', url: `/pastes/${id}`, headers });
    assert.equal(refused(await remove(), 403).field, 'cellblock-delete-secret');
    refused(await remove({ 'cellblock-delete-secret': 'guessed' }), 403);
    const headers = { 'cellblock-delete-secret': deleteSecret };
    assert.equal((await ask(`/pastes/${id}`, { method: 'DELETE', headers })).status, 204);
    const gone = refused(await read(`/pastes/${id}`), 404);
    const never = refused(await read(`/pastes/${'A'.repeat(22)}`), 404);
    assert.equal(gone.message, never.message);
    refused(await remove({ 'cellblock-delete-secret': deleteSecret }), 404);
    for (const odd of ['x', '..%2f', 'A'.repeat(23), '%00']) refused(await read(`/pastes/${odd}`), 404);
  });

  it('gives its source as text, and its files as a zip', async () => {
    const files = [
      { path: 'lib/b.h', content: '<script>alert(1)</script>' },
      { path: '__proto__', content: 'x' },
      {
        path: 'main.c',
        content: Buffer.from([0xff, 0x00, 0x0a]).toString('base64'),
        encoding: 'base64' as const,
      },
    ];
    const { id } = await kept({ submission: { files } });
    const main = await read(`/pastes/${id}/raw`);
    assert.deepEqual(main.rawPayload, Buffer.from([0xff, 0x00, 0x0a]));
    assert.equal(main.headers['content-type'], 'text/plain; charset=utf-8');
    assert.equal(main.headers['x-content-type-options'], 'nosniff');
    assert.equal(main.headers['content-disposition'], undefined);
    assert.equal((await read(`/pastes/${id}/raw?file=lib/b.h`)).body, files[0]?.content);
    assert.equal(refused(await read(`/pastes/${id}/raw?file=other`), 404).field, 'file');
    const one = await read(`/pastes/${id}/raw?file=lib/b.h&download`);
    assert.equal(one.headers['content-disposition'], 'attachment; filename="b.h"');
    const all = await read(`/pastes/${id}/raw?download`);
    assert.equal(all.headers['content-type'], 'application/zip');
    const unpacked = unzipSync(all.rawPayload);
    const names = ['__proto__', 'lib/b.h', 'main.c'].map((path) => `${id}/${path}`);
    assert.deepEqual(Object.keys(unpacked).sort(), names);
    assert.equal(Buffer.from(unpacked[`${id}/lib/b.h`] ?? []).toString(), files[0]?.content);
  });

  it('gives what the program is given to read as well', async () => {
    const inputs = [{ path: 'data.bin', content: '/w==', encoding: 'base64' as const }];
    const { id } = await kept({ submission: { source, inputs } });
    assert.equal((await read(`/pastes/${id}/raw`)).body, source);
    assert.deepEqual((await read(`/pastes/${id}/raw?file=data.bin`)).rawPayload, Buffer.from([0xff]));
    const unpacked = unzipSync((await read(`/pastes/${id}/raw?download`)).rawPayload);
    assert.deepEqual(Object.keys(unpacked).sort(), [`${id}/data.bin`, `${id}/main.c`]);
  });

  it('is refused where it is no submission, by the field', async () => {
    assert.equal(refused(await post({}), 400).field, 'submission');
    assert.equal(
      refused(await post({ submission: { source, limits: { cpuMs: 1 } } }), 400).field,
      'submission.limits.cpuMs',
    );
    assert.equal(refused(await post({ submission: { source }, title: 'x'.repeat(101) }), 400).field, 'title');
    assert.equal(refused(await post({ submission: { source }, forkOf: 'x' }), 400).field, 'forkOf');
    refused(await post(source, { 'content-type': 'text/x-c' }), 415);
  });

  it('may be listed, and only then is', async () => {
    const listed = await kept({ submission: { source }, title: 'shown', isListed: true });
    await kept({ submission: { source }, title: 'hidden' });
    const { pastes, next } = (await read('/pastes?limit=1')).json();
    assert.deepEqual([pastes[0].id, pastes[0].title, pastes[0].verdict], [listed.id, 'shown', 'ok']);
    assert.equal(next, null);
    assert.deepEqual((await read(`/pastes?before=${listed.createdAt}`)).json(), { pastes: [], next: null });
    const later = await kept({ submission: { source }, title: 'later', isListed: true });
    const first = (await read('/pastes?limit=1')).json();
    assert.equal(first.pastes[0].id, later.id);
    assert.deepEqual((await read(`/pastes?limit=1&before=${first.next}`)).json(), { pastes, next: null });
    refused(await read('/pastes?limit=1000'), 400);
  });

  it('is refused where the store is full, and nothing old is lost', async () => {
    const first = await kept({ submission: { source } });
    const large = { submission: { source: ' '.repeat(600_000) }, run: false };
    await kept(large);
    const full = await post(large);
    assert.equal(refused(full, 503).code, 'paste_store_full');
    assert.ok(full.headers['retry-after']);
    assert.equal((await read(`/pastes/${first.id}`)).statusCode, 200);
  });
});
