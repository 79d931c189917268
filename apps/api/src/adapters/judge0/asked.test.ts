import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge0Client, submissionOf } from './client-for-tests.js';

const refusals: [fields: object, wrong: { [field: string]: string[] }][] = [
  [{ source_code: undefined }, { source_code: ["can't be blank"] }],
  [{ source_code: ' \n' }, { source_code: ["can't be blank"] }],
  [{ source_code: ['x'] }, { source_code: ["can't be blank"] }],
  [{ language_id: null }, { language_id: ["can't be blank"] }],
  [{ language_id: 9999 }, { language_id: ["language with id 9999 doesn't exist"] }],
  [{ language_id: 'c' }, { language_id: ["language with id 0 doesn't exist"] }],
  [{ language_id: 89 }, { language_id: ["language with id 89 doesn't exist"] }],
  [{ language_id: 75 }, { language_id: ["language with id 75 doesn't exist"] }],
  [{ cpu_time_limit: 15.1 }, { cpu_time_limit: ['must be less than or equal to 15'] }],
  [{ cpu_time_limit: -1 }, { cpu_time_limit: ['must be greater than or equal to 0'] }],
  [{ cpu_time_limit: 'soon' }, { cpu_time_limit: ['is not a number'] }],
  [{ cpu_extra_time: 6 }, { cpu_extra_time: ['must be less than or equal to 5'] }],
  [{ wall_time_limit: 0.5 }, { wall_time_limit: ['must be greater than or equal to 1'] }],
  [{ wall_time_limit: 21 }, { wall_time_limit: ['must be less than or equal to 20'] }],
  [{ memory_limit: 2047 }, { memory_limit: ['must be greater than or equal to 2048'] }],
  [{ memory_limit: 512_001 }, { memory_limit: ['must be less than or equal to 512000'] }],
  [{ stack_limit: 128_001 }, { stack_limit: ['must be less than or equal to 128000'] }],
  [{ max_processes_and_or_threads: 0 }, { max_processes_and_or_threads: ['must be greater than 0'] }],
  [
    { max_processes_and_or_threads: 121 },
    { max_processes_and_or_threads: ['must be less than or equal to 120'] },
  ],
  [{ max_file_size: 4097 }, { max_file_size: ['must be less than or equal to 4096'] }],
  [{ number_of_runs: 0 }, { number_of_runs: ['must be greater than 0'] }],
  [{ number_of_runs: 21 }, { number_of_runs: ['must be less than or equal to 20'] }],
  [{ compiler_options: 'x'.repeat(513) }, { compiler_options: ['is too long (maximum is 512 characters)'] }],
  [
    { command_line_arguments: 'x'.repeat(513) },
    { command_line_arguments: ['is too long (maximum is 512 characters)'] },
  ],
  [{ command_line_arguments: "'a" }, { command_line_arguments: ['a quote is not closed'] }],
  [{ enable_network: true }, { enable_network: ['this option cannot be enabled'] }],
  [
    { compiler_options: '-fopenmp' },
    { compiler_options: ['the flag -fopenmp is not taken here: its library is not installed here'] },
  ],
  [
    { callback_url: 'http://127.0.0.1/x' },
    {
      callback_url: ['must have a public address; loopback, link-local and private ones are not called'],
    },
  ],
  [
    { callback_url: 'file:///x' },
    { callback_url: ['must be an http or https URL without user name and password'] },
  ],
  [
    { stack_limit: -1, max_file_size: 'x' },
    { stack_limit: ['must be greater than or equal to 0'], max_file_size: ['is not a number'] },
  ],
];

describe('a submission is refused', () => {
  for (const [fields, wrong] of refusals) {
    const told = JSON.stringify(fields).slice(0, 80);
    it(`with ${told}`, async () => {
      const { ask, posted } = judge0Client();
      assert.deepEqual(await ask('POST', '/submissions', submissionOf(fields)), { status: 422, body: wrong });
      assert.equal(posted.length, 0);
    });
  }

  it('with a source of over 1 MiB', async () => {
    const { ask } = judge0Client();
    const { status, body } = await ask(
      'POST',
      '/submissions',
      submissionOf({ source_code: 'x'.repeat(1024 * 1024 + 1) }),
    );
    assert.equal(status, 422);
    assert.match(JSON.stringify(body), /^\{"source_code":\["must hold at most 1048576 bytes/);
  });
});

const taken: [fields: object, told: object][] = [
  [{}, { cpu_time_limit: '5.0', cpu_extra_time: '1.0', wall_time_limit: '10.0', memory_limit: 128_000 }],
  [{}, { stack_limit: 64_000, max_processes_and_or_threads: 60, max_file_size: 1024, number_of_runs: 1 }],
  [
    { cpu_time_limit: '2.5', memory_limit: '4096.9' },
    { cpu_time_limit: '2.5', memory_limit: 4096 },
  ],
  [
    { cpu_time_limit: null, wall_time_limit: '' },
    { cpu_time_limit: '5.0', wall_time_limit: '10.0' },
  ],
  [{ language_id: '50' }, { language_id: 50, language: { id: 50, name: 'C (GCC 12.2.0)' } }],
  [{ language_id: 48 }, { language: { id: 48, name: 'C (GCC 12.2.0)' } }],
  [{ redirect_stderr_to_stdout: 'true' }, { redirect_stderr_to_stdout: true }],
  [
    { redirect_stderr_to_stdout: 'false', enable_network: 0 },
    { redirect_stderr_to_stdout: false, enable_network: false },
  ],
  [
    { stdin: 5, expected_output: true },
    { stdin: '5', expected_output: 'true' },
  ],
  [{ whatever: {} }, { compiler_options: null, command_line_arguments: null, callback_url: null }],
  [
    { compiler_options: '-O2', command_line_arguments: 'a b' },
    { compiler_options: '-O2', command_line_arguments: 'a b' },
  ],
];

describe('a submission is told back', () => {
  for (const [fields, told] of taken) {
    it(`with ${JSON.stringify(fields)} as ${JSON.stringify(told).slice(0, 60)}`, async () => {
      const all = await judge0Client().run(fields);
      assert.deepEqual({ ...all, ...told }, all);
    });
  }

  it('as it was sent in a form', async () => {
    const { ask, posted } = judge0Client();
    const { status } = await ask('POST', '/submissions', 'source_code=int+x%3B&language_id=50&wait=true', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    assert.equal(status, 201);
    assert.equal(posted[0]?.job.submission.source, 'int x;');
  });

  it('in base64 for nothing but the word true, without line breaks', async () => {
    const source = `int main(void) { /* ${'x'.repeat(200)} */ }`;
    const base64 = Buffer.from(source).toString('base64');
    const { run, posted } = judge0Client();
    const all = await run({ source_code: base64, stdin: '/w==' }, 'fields=*&base64_encoded=true');
    assert.deepEqual([all.source_code, all.stdin], [base64, '/w==']);
    assert.deepEqual([posted[0]?.job.submission.source, posted[0]?.job.submission.stdin], [source, '/w==']);
    for (const word of ['false', '1', 'True', '']) {
      assert.equal(
        (await run({ source_code: source }, `fields=*&base64_encoded=${word}`)).source_code,
        source,
      );
    }
  });
});
