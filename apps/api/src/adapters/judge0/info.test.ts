import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { admitted, judge0Client, key } from './client-for-tests.js';

const bases = ['', '/judge0'];
const gcc = 'C (GCC 12.2.0)';
const languages = [
  { id: 48, name: gcc },
  { id: 49, name: gcc },
  { id: 50, name: gcc },
  { id: 2001, name: 'C (TCC 0.9.27)' },
];

describe('what the service says of itself', () => {
  for (const base of bases) {
    it(`is the same under '${base}'`, async () => {
      const { ask } = judge0Client();
      const got = async (path: string) => (await ask('GET', `${base}${path}`)).body;
      assert.deepEqual(await got('/languages'), languages);
      assert.deepEqual(
        await got('/languages/all'),
        languages.map((language) => ({ ...language, is_archived: false })),
      );
      assert.deepEqual(await got('/languages/50'), {
        id: 50,
        name: gcc,
        is_archived: false,
        source_file: 'main.c',
        compile_cmd: 'gcc %s main.c',
        run_cmd: './a.out',
      });
      assert.equal((await ask('GET', `${base}/languages/4`)).status, 404);
      const { version } = z.looseObject({ version: z.string() }).parse(await got('/about'));
      assert.equal(version, '1.13.1');
      assert.equal(z.array(z.unknown()).parse(await got('/statuses')).length, 14);
      assert.deepEqual(await got('/workers'), [
        { queue: 'default', size: 0, available: 2, idle: 2, working: 0, paused: 0, failed: 0 },
      ]);
      assert.deepEqual(Object.keys(z.looseObject({}).parse(await got('/system_info'))), [
        'Architecture',
        'CPU(s)',
        'Model name',
        'Mem',
      ]);
    });
  }

  it('has clang where a worker has it, and gcc while there is no worker', async () => {
    const worker = { id: 'w', ready: true, sandbox: {}, rootfs: 'r', concurrency: 1 };
    const withClang = { workers: [{ ...worker, compilers: { clang: '14.0.6', gcc: '12.2.0' } }] };
    const named = async (status: object) =>
      JSON.stringify((await judge0Client({ status }).ask('GET', '/languages')).body);
    assert.match(await named(withClang), /\{"id":75,"name":"C \(Clang 14\.0\.6\)"\}/);
    assert.equal(
      await named({ workers: [] }),
      '[{"id":48,"name":"C (GCC)"},{"id":49,"name":"C (GCC)"},{"id":50,"name":"C (GCC)"}]',
    );
  });

  it('has texts under Judge0’s own path; /version of the root is ours', async () => {
    const { ask } = judge0Client();
    assert.deepEqual(await ask('GET', '/judge0/version'), { status: 200, body: '1.13.1' });
    for (const path of ['license', 'isolate'])
      assert.equal((await ask('GET', `/judge0/${path}`)).status, 200);
    assert.ok('workers' in z.looseObject({}).parse((await ask('GET', '/version')).body));
  });

  it('counts what is kept, and remembers it until it is asked anew', async () => {
    const { ask, run } = judge0Client();
    await run();
    const Numbers = z.object({
      submissions: z.object({ total: z.number(), last_30_days: z.record(z.string(), z.number()) }),
      statuses: z.array(z.object({ status: z.object({ id: z.number() }), count: z.number() })),
      languages: z.array(z.object({ language: z.object({ id: z.number() }), count: z.number() })),
    });
    const got = async (query = '') => Numbers.parse((await ask('GET', `/statistics${query}`)).body);
    const first = await got();
    assert.equal(first.submissions.total, 1);
    assert.equal(Object.keys(first.submissions.last_30_days).length, 30);
    assert.equal(first.statuses.find(({ status }) => status.id === 3)?.count, 1);
    assert.equal(first.languages.find(({ language }) => language.id === 50)?.count, 1);
    await run();
    assert.equal((await got()).submissions.total, 1);
    assert.equal((await got('?invalidate_cache=true')).submissions.total, 2);
  });

  it('looks once for all who ask anew meanwhile', async () => {
    let looks = 0;
    const noted = async () => {
      looks++;
      return [];
    };
    const { ask } = judge0Client({ posted: { noted } });
    const anew = () => ask('GET', '/statistics?invalidate_cache=true');
    for (const { status } of await Promise.all([anew(), anew(), anew()])) assert.equal(status, 200);
    assert.equal(looks, 1);
    await anew();
    assert.equal(looks, 2);
  });
});

// What the Python SDK's model of it asks for, by type.
const Config = z.object({
  ...Object.fromEntries(
    [
      'allow_enable_network',
      'allow_enable_per_process_and_thread_memory_limit',
      'allow_enable_per_process_and_thread_time_limit',
      'enable_additional_files',
      'enable_batched_submissions',
      'enable_callbacks',
      'enable_command_line_arguments',
      'enable_compiler_options',
      'enable_network',
      'enable_per_process_and_thread_memory_limit',
      'enable_per_process_and_thread_time_limit',
      'enable_submission_delete',
      'enable_wait_result',
      'maintenance_mode',
      'redirect_stderr_to_stdout',
      'use_docs_as_homepage',
    ].map((name) => [name, z.boolean()]),
  ),
  ...Object.fromEntries(
    [
      'callbacks_max_tries',
      'callbacks_timeout',
      'cpu_extra_time',
      'cpu_time_limit',
      'max_cpu_extra_time',
      'max_cpu_time_limit',
      'max_extract_size',
      'max_file_size',
      'max_max_file_size',
      'max_max_processes_and_or_threads',
      'max_memory_limit',
      'max_number_of_runs',
      'max_processes_and_or_threads',
      'max_queue_size',
      'max_stack_limit',
      'max_submission_batch_size',
      'max_wall_time_limit',
      'memory_limit',
      'number_of_runs',
      'stack_limit',
      'submission_cache_duration',
      'wall_time_limit',
    ].map((name) => [name, z.number()]),
  ),
  allowed_languages_for_compile_options: z.array(z.string()),
});

describe('GET /config_info', () => {
  it('has all that the SDK needs to be built', async () => {
    Config.parse((await judge0Client().ask('GET', '/config_info')).body);
  });

  it('has the bounds that submissions are held to, and those of a key', async () => {
    const limits = { cpuMs: 2000, memoryBytes: 64 * 1024 * 1024 };
    const { ask } = judge0Client({ admit: () => admitted({ limits }) });
    const headers = { 'x-auth-token': key };
    const { body } = await ask('GET', '/config_info', undefined, headers);
    const told = z.looseObject({}).parse(body);
    const expected = {
      max_cpu_time_limit: 2,
      cpu_time_limit: 2,
      max_memory_limit: 65_536,
      memory_limit: 65_536,
    };
    assert.deepEqual({ ...told, ...expected }, told);
    const tooMuch = { source_code: 'x', language_id: 50, cpu_time_limit: 3 };
    assert.deepEqual(await ask('POST', '/submissions', tooMuch, headers), {
      status: 422,
      body: { cpu_time_limit: ['must be less than or equal to 2'] },
    });
    assert.equal((await ask('POST', '/submissions', { ...tooMuch, cpu_time_limit: 2 }, headers)).status, 201);
  });
});
