import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError, Submission } from '@cellblock/contract';
import { jobeClient, Result, specOf } from './client-for-tests.js';

const path = (id: string) => `/jobe/index.php/restapi/files/${id}`;
const md5 = '0123456789abcdef0123456789abcdef';
const missing = 'One or more of the specified files is missing/unavailable';
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('files', () => {
  it('are put, found, and put into the run that names them', async () => {
    const { ask, run, jobs } = jobeClient();
    const spec = specOf({
      file_list: [
        [md5, 'data-1.txt'],
        [`runestone${md5}`, 'add.h', true],
      ],
    });
    assert.deepEqual(await run(spec), {
      status: 404,
      type: 'application/json; charset=utf-8',
      body: missing,
    });
    assert.equal((await ask('HEAD', path(md5))).status, 404);
    assert.deepEqual(await ask('PUT', path(md5), { file_contents: base64('one\n') }), {
      status: 204,
      type: '',
      body: null,
    });
    assert.deepEqual([(await ask('HEAD', path(md5))).status, (await run(spec)).status], [204, 404]);
    assert.equal(
      (await ask('PUT', path(`runestone${md5}`), { file_contents: base64('int add;') })).status,
      204,
    );
    assert.equal((await run(spec)).status, 200);
    const { inputs, files, units, limits } = Submission.parse(jobs[0]?.submission);
    assert.deepEqual(
      inputs.map(({ path: name, content }) => [name, content]),
      [
        ['data-1.txt', base64('one\n')],
        ['add.h', base64('int add;')],
      ],
    );
    assert.deepEqual(
      files?.map(({ path: name }) => name),
      ['main.c', 'add.h'],
    );
    assert.deepEqual(units, ['main.c']);
    assert.equal(limits.scratchBytes, 20 * 1000 * 1024 + 2 * 4096);
  });

  it('that are sources are compiled where a flag names them, and else can be included', async () => {
    const { ask, run, jobs } = jobeClient();
    for (const id of ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'])
      await ask('PUT', path(id), { file_contents: base64(id) });
    const file_list = [
      ['aaaaaaaa', 'one.c'],
      ['bbbbbbbb', 'two.c'],
      ['cccccccc', 'main.c'],
    ];
    const parameters = { compileargs: ['-Wall one.c'] };
    await run(specOf({ sourcefilename: 'test.c', file_list, parameters }));
    const { files, units } = Submission.parse(jobs[0]?.submission);
    assert.deepEqual(
      files?.map(({ path: name }) => name),
      ['test.c', 'one.c', 'two.c', 'main.c'],
    );
    assert.deepEqual(units, ['test.c', 'one.c']);
  });

  const refused: [what: string, id: string, payload: object | string, status: number, body: RegExp][] = [
    ['without contents', md5, {}, 400, /^put: missing file_contents parameter$/],
    ['with contents of a number', md5, { file_contents: 5 }, 400, /^put: missing file_contents/],
    [
      'with what is no base64',
      md5,
      { file_contents: '?' },
      400,
      new RegExp(`^put: contents of file ${md5} are`),
    ],
    ['with what is no JSON', md5, '{', 400, /not JSON/],
    ['under an id of other characters', 'a-b', { file_contents: '' }, 404, /letters and digits/],
  ];
  for (const [what, id, payload, status, body] of refused) {
    it(`${what} are ${status}`, async () => {
      const { ask } = jobeClient();
      const answer = await ask('PUT', path(id), payload);
      assert.equal(answer.status, status);
      assert.match(String(answer.body), body);
    });
  }

  it('are JSON whatever their type says, and base64 may lack its padding or be in lines', async () => {
    const { app, run, jobs } = jobeClient();
    for (const contents of ['YWI', 'YWI=', 'YW\nI=\n']) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const payload = JSON.stringify({ file_contents: contents });
      const put = await app.inject({ method: 'PUT', url: path(md5), headers, payload });
      assert.equal(put.statusCode, 204);
      await run(specOf({ file_list: [[md5, 'x']] }));
      assert.equal(jobs.at(-1)?.submission.inputs[0]?.content, 'YWI=');
    }
  });

  it('are a failure of ours where they can’t be kept or looked for, and a run then an overload', async () => {
    const away = () => Promise.reject(new AppError('queue_unavailable'));
    const { ask, run } = jobeClient({ shelf: { put: away, has: away, find: away } });
    const put = await ask('PUT', path(md5), { file_contents: '' });
    assert.equal(put.status, 500);
    assert.match(String(put.body), /^Server exception \(/);
    assert.equal((await ask('HEAD', path(md5))).status, 500);
    assert.equal(Result.parse((await run(specOf({ file_list: [[md5, 'x']] }))).body).outcome, 21);
  });
});
