// Rows of the adapters: what a client of another service gets of it, against POST /run with the same options.

import { median, rateOf, takeTurns } from '../sampling.mjs';
import { helloSource } from '../sources.mjs';

const clients = 8;
const KiB = 1024;

// Each as its service's own clients ask, for a program without any options; and the same of POST /run.
const adapters = [
  {
    name: 'jobe',
    asks: 'Jobe: POST /runs',
    path: '/jobe/index.php/restapi/runs',
    body: (source) => ({
      run_spec: {
        ...{ language_id: 'c', sourcecode: source, sourcefilename: '__tester__.c', input: '', file_list: [] },
        parameters: { cputime: 5, linkargs: ['-lm'] },
      },
    }),
    isFine: ({ outcome }) => outcome === 15,
    same: (source) => ({
      source,
      compiler: { standard: 'c99', optimize: '0', warnings: ['all', 'error'], libraries: ['m'] },
      limits: { cpuMs: 5000, wallMs: 10_000, processes: 31 },
    }),
  },
  {
    name: 'judge0',
    asks: 'Judge0: POST /submissions?wait=true',
    path: '/submissions?wait=true',
    body: (source) => ({ source_code: source, language_id: 50 }),
    isFine: ({ status }) => status?.id === 3,
    same: (source) => ({
      source,
      compiler: { standard: 'gnu17', optimize: '0', warnings: [], libraries: ['m'] },
      limits: {
        ...{ cpuMs: 5000, wallMs: 10_000, memoryBytes: 128_000 * KiB, stackBytes: 64_000 * KiB },
        ...{ processes: 60, scratchBytes: KiB * KiB, outputBytes: KiB * KiB },
      },
    }),
  },
  {
    name: 'piston',
    asks: 'Piston: POST /execute',
    path: '/api/v2/execute',
    body: (source) => ({ language: 'c', version: '*', files: [{ name: 'main.c', content: source }] }),
    isFine: ({ run }) => run?.code === 0,
    same: (source) => ({
      ...{ files: [{ path: 'main.c', content: source }], inputs: [{ path: 'main.c', content: source }] },
      compiler: { standard: 'c11', optimize: '0', warnings: [], libraries: ['m', 'pthread'] },
      limits: { cpuMs: 3000, wallMs: 3000, processes: 64, scratchBytes: 16 * KiB * KiB },
    }),
  },
];

async function measure({ path, body, isFine, same }, setting, plan) {
  const client = await setting.client();
  const source = () => helloSource(setting.number());
  const run = (asked) => client.run({ ...same(asked), profile: 'processes' });
  const ask = async (asked) => {
    const { answer } = await client.ask(path, body(asked));
    if (!isFine(answer))
      throw new Error(`POST ${path} was answered ${JSON.stringify(answer).slice(0, 1000)}`);
  };
  const known = source();
  await ask(known);
  if (!(await run(known)).answer.compile.cached)
    throw new Error(`POST ${path} and POST /run compile otherwise`);
  const times = plan.isQuick ? 16 : 32;
  const actions = {
    ours: () => rateOf(times, clients, () => ask(source())),
    theirs: () => rateOf(times, clients, () => run(source())),
  };
  const { ours, theirs } = await takeTurns(actions, { ...plan, warmUpMs: 3000 });
  return { ours: median(ours), theirs: median(theirs), value: median(ours) / median(theirs) };
}

export const adapterRows = adapters.map((adapter) => ({
  name: adapter.name,
  title: `${adapter.asks}, programs a second, 8 clients, never seen`,
  unit: '/s',
  kind: 'ratio',
  least: 0.9,
  theirsIs: 'POST /run with the same options',
  measure: (setting, plan) => measure(adapter, setting, plan),
}));
