// What a client may ask about the service itself.

import { arch, cpus, freemem, totalmem } from 'node:os';
import { AppError } from '@cellblock/contract';
import type { Door } from '@cellblock/queue';
import type { Caller } from '../../caller.js';
import { callerOf } from '../../caller.js';
import type { App } from '../../server.js';
import { mostExtractedKb } from './archive.js';
import { mostOf, usualOf } from './bounds.js';
import { callbackTimeoutS, callbackTries } from './callback.js';
import { type Language, languagesOf } from './languages.js';
import { isOn, parametersOf } from './parameters.js';
import { createStatistics } from './statistics.js';
import { allStatuses } from './statuses.js';
import { mostInBatch } from './submissions/batch.js';

/** The release whose contract this is; clients look languages up by it. */
export const judge0Version = '1.13.1';

type Options = { door: Door; queueLimit: number; closing: AbortSignal; config: object; operator: object };

/** Adds the routes about languages, limits, workers and numbers under `base`. */
export function addInfo(scope: App, base: string, options: Options): void {
  const { door, queueLimit, config, operator } = options;
  const cheap = { config: { ...config, isCheap: true } };
  const statistics = createStatistics(door, options.closing);
  scope.get(`${base}/languages`, cheap, async () =>
    (await sorted(door)).map(({ id, name }) => ({ id, name })),
  );
  scope.get(`${base}/languages/all`, cheap, async () =>
    (await sorted(door)).map(({ id, name }) => ({ id, name, is_archived: false })),
  );
  scope.get<{ Params: { id: string } }>(`${base}/languages/:id`, cheap, async ({ params }) => {
    const language = (await sorted(door)).find(({ id }) => String(id) === params.id);
    if (language === undefined)
      throw new AppError('not_found', { message: 'there is no language of this id' });
    const { id, name, compile } = language;
    return { id, name, is_archived: false, source_file: 'main.c', compile_cmd: compile, run_cmd: './a.out' };
  });
  scope.get(`${base}/statuses`, cheap, async () => allStatuses());
  scope.get(`${base}/about`, cheap, async () => ({
    version: judge0Version,
    homepage: 'https://judge0.com',
    source_code: 'https://github.com/judge0/judge0',
    maintainer: 'Cellblock, which serves this contract',
  }));
  scope.get(`${base}/config_info`, cheap, async (request) => configFor(callerOf(request), queueLimit));
  scope.get(`${base}/system_info`, cheap, async () => systemInfo());
  scope.get(`${base}/workers`, cheap, async () => [await workersOf(door)]);
  scope.get(`${base}/statistics`, cheap, async (request) =>
    statistics(isOn(parametersOf(request).invalidate_cache)),
  );
  scope.post(`${base}/authenticate`, cheap, async (_request, reply) => reply.code(200).send());
  scope.post(`${base}/authorize`, { config: operator }, async (_request, reply) => reply.code(200).send());
}

/** Adds those whose paths at the root are ours, under Judge0's own. */
export function addTexts(scope: App, base: string, options: Pick<Options, 'config'>): void {
  const cheap = { config: { ...options.config, isCheap: true } };
  const texts = {
    version: judge0Version,
    license:
      'Cellblock is under the MIT license. It serves the contract of Judge0 and has none of its code.\n',
    isolate: 'Programs run in cells of Cellblock; isolate is not used.\n',
  };
  for (const [name, text] of Object.entries(texts)) {
    scope.get(`${base}/${name}`, cheap, async (_request, reply) =>
      reply.type('text/plain; charset=utf-8').send(text),
    );
  }
}

const sorted = async (door: Door): Promise<Language[]> =>
  (await languagesOf(door)).sort((one, other) => one.name.localeCompare(other.name) || one.id - other.id);

/** What a caller may ask for, all that Judge0 can be configured with. */
const configFor = (caller: Caller, queueLimit: number) => ({
  maintenance_mode: false,
  enable_wait_result: true,
  enable_compiler_options: true,
  allowed_languages_for_compile_options: [],
  enable_command_line_arguments: true,
  enable_submission_delete: true,
  enable_callbacks: true,
  callbacks_max_tries: callbackTries,
  callbacks_timeout: callbackTimeoutS,
  enable_additional_files: true,
  max_queue_size: queueLimit,
  cpu_time_limit: usualOf('cpu_time_limit', caller),
  cpu_extra_time: usualOf('cpu_extra_time', caller),
  wall_time_limit: usualOf('wall_time_limit', caller),
  memory_limit: usualOf('memory_limit', caller),
  stack_limit: usualOf('stack_limit', caller),
  max_processes_and_or_threads: usualOf('max_processes_and_or_threads', caller),
  enable_per_process_and_thread_time_limit: false,
  enable_per_process_and_thread_memory_limit: false,
  max_file_size: usualOf('max_file_size', caller),
  number_of_runs: usualOf('number_of_runs', caller),
  redirect_stderr_to_stdout: false,
  max_cpu_time_limit: mostOf('cpu_time_limit', caller),
  max_cpu_extra_time: mostOf('cpu_extra_time', caller),
  max_wall_time_limit: mostOf('wall_time_limit', caller),
  max_memory_limit: mostOf('memory_limit', caller),
  max_stack_limit: mostOf('stack_limit', caller),
  max_max_processes_and_or_threads: mostOf('max_processes_and_or_threads', caller),
  max_max_file_size: mostOf('max_file_size', caller),
  max_number_of_runs: mostOf('number_of_runs', caller),
  max_extract_size: mostExtractedKb,
  allow_enable_per_process_and_thread_time_limit: true,
  allow_enable_per_process_and_thread_memory_limit: true,
  allow_enable_network: false,
  enable_network: false,
  enable_batched_submissions: true,
  max_submission_batch_size: mostInBatch,
  submission_cache_duration: 0,
  use_docs_as_homepage: false,
});

const GiB = 1024 ** 3;
const inGiB = (bytes: number) => `${(bytes / GiB).toFixed(1)}G`;

function systemInfo() {
  const all = cpus();
  return {
    Architecture: arch() === 'x64' ? 'x86_64' : arch(),
    'CPU(s)': String(all.length),
    'Model name': all[0]?.model ?? 'unknown',
    Mem: `total ${inGiB(totalmem())}, free ${inGiB(freemem())}`,
  };
}

/** All workers together, as of Judge0's one queue: each takes as many jobs as it runs at once. */
async function workersOf(door: Door) {
  const { waiting, active, workers } = await door.status();
  const available = workers
    .filter(({ ready }) => ready)
    .reduce((sum, { concurrency }) => sum + concurrency, 0);
  return {
    queue: 'default',
    size: waiting,
    available,
    idle: Math.max(0, available - active),
    working: active,
    paused: 0,
    failed: 0,
  };
}
