import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Submission } from '@cellblock/contract';
import { zipSync } from 'fflate';
import { judge0Client } from './client-for-tests.js';

async function made(fields: object) {
  const { run, posted } = judge0Client();
  await run(fields);
  const [one] = posted;
  assert.ok(one);
  assert.deepEqual(Submission.parse(one.job.submission), one.job.submission);
  return one;
}

const limitsOf = async (fields: object) => (await made(fields)).job.submission.limits;

describe('a job', () => {
  it('has Judge0’s defaults, in our units', async () => {
    assert.deepEqual(await limitsOf({}), {
      cpuMs: 5000,
      wallMs: 10_000,
      memoryBytes: 128_000 * 1024,
      stackBytes: 64_000 * 1024,
      processes: 60,
      scratchBytes: 1024 * 1024,
      outputBytes: 1024 * 1024,
    });
  });

  const rows: [fields: object, limits: object][] = [
    [{ cpu_time_limit: 0.25 }, { cpuMs: 250 }],
    [{ cpu_time_limit: 0 }, { cpuMs: 10 }],
    [{ wall_time_limit: 1.5 }, { wallMs: 1500 }],
    [{ memory_limit: 2048 }, { memoryBytes: 4 * 1024 * 1024 }],
    [{ max_file_size: 0 }, { outputBytes: 0, scratchBytes: 64 * 1024 }],
    [{ max_processes_and_or_threads: 120 }, { processes: 120 }],
    [
      { enable_per_process_and_thread_memory_limit: true },
      { addressSpaceBytes: 128_000 * 1024, memoryBytes: 1024 ** 3 },
    ],
  ];
  for (const [fields, limits] of rows) {
    it(`has ${JSON.stringify(limits)} for ${JSON.stringify(fields)}`, async () => {
      const all = await limitsOf(fields);
      assert.deepEqual({ ...all, ...limits }, all);
    });
  }

  it('is compiled as gcc does without options, and may have processes', async () => {
    const { submission } = (await made({})).job;
    const { name, standard, optimize, warnings } = submission.compiler;
    assert.deepEqual([name, standard, optimize, warnings], ['gcc', 'gnu17', '0', []]);
    assert.equal(submission.profile, 'processes');
  });

  it('has the options that are asked for, without what a shell would do with them', async () => {
    const { submission } = (await made({ compiler_options: '-std=c99 -O3 -Wall; `-DA=1` | -lm' })).job;
    const { standard, optimize, warnings, defines, libraries } = submission.compiler;
    assert.deepEqual(
      [standard, optimize, warnings, defines, libraries],
      ['c99', '3', ['all'], { A: '1' }, ['m']],
    );
  });

  it('has arguments as a shell splits them', async () => {
    const { submission } = (
      await made({ command_line_arguments: `'one two' "three" fo\\ ur $HOME; a|b > c & <` })
    ).job;
    assert.deepEqual(submission.args, ['one two', 'three', 'fo ur', 'HOME', 'ab', 'c']);
  });

  it('is by tcc under its own id', async () => {
    assert.equal((await made({ language_id: 2001 })).job.submission.compiler.name, 'tcc');
  });

  it('goes first where it is waited for, and has a callback without a secret', async () => {
    const { options } = await made({ callback_url: 'https://example.org/done' });
    assert.equal(options.rank, 'interactive');
    assert.deepEqual(options.callback, { url: 'https://example.org/done', tries: 3 });
    const { ask, posted } = judge0Client();
    await ask('POST', '/submissions', { source_code: 'x', language_id: 50 });
    assert.equal(posted[0]?.options.rank, 'grading');
  });

  it('is repeated where it is to be run several times', async () => {
    const { job } = await made({ number_of_runs: 3, expected_output: 'a' });
    assert.deepEqual(job.repeat, { runs: 3, expected: 'YQ==' });
    assert.equal((await made({})).job.repeat, undefined);
  });

  it('has its additional files as inputs, headers, and sources that an option names', async () => {
    const zip = zipSync({
      'data.txt': Buffer.from('1'),
      'lib/add.h': Buffer.from('2'),
      'two.c': Buffer.from('3'),
      'other.c': Buffer.from('4'),
      'main.c': Buffer.from('not this one'),
    });
    const { submission } = (
      await made({ additional_files: Buffer.from(zip).toString('base64'), compiler_options: 'two.c' })
    ).job;
    assert.deepEqual(
      submission.inputs.map(({ path }) => path),
      ['data.txt', 'lib/add.h', 'two.c', 'other.c', 'main.c'],
    );
    assert.deepEqual(
      submission.files?.map(({ path }) => path),
      ['main.c', 'lib/add.h', 'two.c', 'other.c'],
    );
    assert.deepEqual(submission.units, ['main.c', 'two.c']);
    assert.equal(submission.limits.scratchBytes, 1024 * 1024 + 5 * 4096);
  });
});
