import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runLimits, Submission } from '@cellblock/contract';
import type { Grant } from '@cellblock/queue';
import { answered, outcomeOf } from '../../door-for-tests.js';
import { bases, jobeClient, specOf } from './client-for-tests.js';

const block = 1000 * 1024;
const { cpuMs, wallMs, memoryBytes, addressSpaceBytes, outputBytes, processes, scratchBytes } = runLimits;

/** The submission that a run_spec becomes. */
async function submissionFor(spec: object): Promise<Submission> {
  const { jobs, run } = jobeClient();
  const { status, body } = await run(specOf(spec));
  assert.equal(status, 200, JSON.stringify(body));
  return Submission.parse(jobs[0]?.submission);
}

describe('where Jobe is', () => {
  for (const base of bases) {
    for (const end of ['', '/']) {
      it(`${base}/…${end} is served`, async () => {
        const { ask, app } = jobeClient();
        const run = await app.inject({
          method: 'POST',
          url: `${base}/runs${end}`,
          payload: { run_spec: specOf() },
        });
        assert.deepEqual([run.statusCode, run.json().outcome], [200, 15]);
        assert.equal((await ask('GET', `${base}/languages${end}`)).status, 200);
        const contents = { file_contents: 'YQ==' };
        assert.equal((await ask('PUT', `${base}/files/abcdefgh${end}`, contents)).status, 204);
        assert.equal((await ask('HEAD', `${base}/files/abcdefgh${end}`)).status, 204);
      });
    }
  }

  it('nothing is served where it is not asked for', async () => {
    const { run } = jobeClient({ adapters: [] });
    assert.equal((await run(specOf())).status, 404);
  });

  it('languages are pairs of id and version', async () => {
    const worker = {
      id: 'w',
      ready: true,
      sandbox: {},
      rootfs: 'x',
      compilers: { gcc: '12.2.0', tcc: '0.9' },
      concurrency: 1,
      programs: 2,
    };
    const { ask } = jobeClient({ status: { workers: [worker] } });
    const answer = await ask('GET', '/jobe/index.php/restapi/languages');
    assert.deepEqual(answer, {
      status: 200,
      type: 'application/json; charset=utf-8',
      body: [['c', '12.2.0']],
    });
    assert.deepEqual((await jobeClient().ask('GET', '/restapi/languages')).body, [['c', 'unknown']]);
  });
});

describe('a run_spec', () => {
  it('is compiled as Jobe compiles C, and may fork and crash', async () => {
    const submission = await submissionFor({});
    assert.deepEqual(submission, {
      ...Submission.parse({ source: specOf().sourcecode }),
      compiler: {
        name: 'gcc',
        standard: 'c99',
        optimize: '0',
        warnings: ['all', 'error'],
        codegen: [],
        defines: {},
        libraries: [],
        link: 'dynamic',
        sanitize: [],
      },
      profile: 'processes',
      explainCrash: true,
      limits: {
        cpuMs: 5_000,
        wallMs: 10_000,
        addressSpaceBytes: 400 * block,
        memoryBytes: memoryBytes.maximum,
        scratchBytes: 20 * block,
        outputBytes: 2 * block,
        processes: 30,
      },
    });
  });

  const parameters: [name: string, value: unknown, limits: object][] = [
    ['cputime', 7, { cpuMs: 7000, wallMs: 14_000 }],
    ['cputime', '7', { cpuMs: 7000, wallMs: 14_000 }],
    ['cputime', 0.5, { cpuMs: 500, wallMs: 1000 }],
    ['cputime', 'x; rm -rf /', { cpuMs: 5000 }],
    ['cputime', null, { cpuMs: 5000 }],
    ['cputime', cpuMs.maximum / 1000, { cpuMs: cpuMs.maximum, wallMs: wallMs.maximum }],
    ['cputime', 0, { cpuMs: cpuMs.maximum, wallMs: wallMs.maximum }],
    ['cputime', -1, { cpuMs: cpuMs.maximum }],
    ['cputime', 0.000001, { cpuMs: cpuMs.minimum }],
    ['memorylimit', 200, { addressSpaceBytes: 200 * block, memoryBytes: memoryBytes.maximum }],
    ['memorylimit', 0, { addressSpaceBytes: addressSpaceBytes.maximum }],
    ['memorylimit', 1, { addressSpaceBytes: addressSpaceBytes.minimum }],
    ['memorylimit', 1e12, { addressSpaceBytes: addressSpaceBytes.maximum }],
    ['disklimit', 5, { scratchBytes: 5 * block }],
    ['disklimit', -1, { scratchBytes: scratchBytes.maximum }],
    ['disklimit', 5000, { scratchBytes: scratchBytes.maximum }],
    ['streamsize', 1, { outputBytes: block }],
    ['streamsize', 0.25, { outputBytes: block / 4 }],
    ['streamsize', 500, { outputBytes: outputBytes.maximum }],
    ['numprocs', 20, { processes: 20 }],
    ['numprocs', 1000, { processes: processes.maximum }],
    ['numprocs', false, { processes: 30 }],
  ];
  for (const [name, value, limits] of parameters) {
    it(`with ${name} ${JSON.stringify(value)} has ${JSON.stringify(limits)}`, async () => {
      const submission = await submissionFor({ parameters: { [name]: value } });
      assert.deepEqual({ ...submission.limits, ...limits }, submission.limits);
    });
  }

  const flags: [parameters: object, compiler: object][] = [
    [{ compileargs: [] }, { standard: 'gnu17', warnings: [] }],
    [{ compileargs: ['-std=gnu11 -O2', '-x c'] }, { standard: 'gnu11', optimize: '2', warnings: [] }],
    [{ linkargs: ['-lm'] }, { standard: 'c99', libraries: ['m'] }],
    [
      { compileargs: '-Wall', linkargs: '-lm -lpthread' },
      { warnings: ['all'], libraries: ['m', 'pthread'] },
    ],
    [{ compileargs: null }, { standard: 'c99', warnings: ['all', 'error'] }],
  ];
  for (const [given, compiler] of flags) {
    it(`with ${JSON.stringify(given)} is compiled with ${JSON.stringify(compiler)}`, async () => {
      const submission = await submissionFor({ parameters: given });
      assert.deepEqual({ ...submission.compiler, ...compiler }, submission.compiler);
    });
  }

  const members: [spec: object, expected: object][] = [
    [{ language_id: 'C' }, {}],
    [{ input: 'a\n' }, { stdin: 'a\n' }],
    [{ input: null }, { stdin: '' }],
    [{ parameters: [] }, {}],
    [{ parameters: { jobeserver: 'x', debug: 1, numprocs: 3 } }, {}],
    [{ parameters: { interpreterargs: ['a b'], runargs: ["'c d'", 7] } }, { args: ['a', 'b', 'c d', '7'] }],
    [{ sourcefilename: 'prog.java' }, {}],
    [{ sourcefilename: '__tester__.c', debug: true, jobeserver: 'localhost', unknown: {} }, {}],
    [{ sourcecode: '' }, { source: '' }],
  ];
  for (const [spec, expected] of members) {
    it(`with ${JSON.stringify(spec)} is taken`, async () => {
      const submission = await submissionFor(spec);
      assert.deepEqual({ ...submission, ...expected }, submission);
    });
  }

  it('of the same source is the same program to compile, whatever its name and input', async () => {
    const compiled = async (spec: object) => {
      const { source, files, compiler } = await submissionFor(spec);
      return { source, files, compiler };
    };
    const one = await compiled({ sourcefilename: '__tester__.c', input: '1\n' });
    assert.deepEqual(await compiled({ sourcefilename: 'prog.c', input: '2\n' }), one);
    assert.equal(one.source, specOf().sourcecode);
  });
});

describe('a run_spec that is refused', () => {
  const refused: [what: string, body: unknown, message: RegExp][] = [
    ['no object', [], /^Non-JSON post data received$/],
    ['no run_spec', {}, /^No run_spec attribute found in post data$/],
    ['a run_spec that is text', { run_spec: 'x' }, /^No run_spec attribute/],
    ['neither member', { run_spec: {} }, /^run_spec is missing the required attribute 'sourcecode'$/],
    ['no language', { run_spec: { sourcecode: '' } }, /missing the required attribute 'language_id'$/],
    ['another language', { run_spec: specOf({ language_id: 'Cpp' }) }, /^Language 'cpp' is not known$/],
    ['a number as source', { run_spec: specOf({ sourcecode: 1 }) }, /'sourcecode' must be a string/],
    ...['a/b.c', '.c', '-o.c', 'a;b.c', 'a$b', 'a\nb.c', 5].map(
      (sourcefilename): [string, unknown, RegExp] => [
        `sourcefilename ${JSON.stringify(sourcefilename)}`,
        { run_spec: specOf({ sourcefilename }) },
        /^The sourcefilename for the run_spec is illegal$/,
      ],
    ),
    ...[['short', 'x'], ['abcdefgh'], ['abcd-fgh', 'x'], ['abcdefgh', '../x'], ['abcdefgh', '..'], 'x'].map(
      (file): [string, unknown, RegExp] => [
        `file ${JSON.stringify(file)}`,
        { run_spec: specOf({ file_list: [file] }) },
        /^Invalid file specifier: /,
      ],
    ),
    ['files that are no list', { run_spec: specOf({ file_list: {} }) }, /^Invalid file specifier/],
    [
      'too much CPU time',
      { run_spec: specOf({ parameters: { cputime: 31 } }) },
      /^cputime exceeds maximum allowed on this Jobe server \(30 secs\)$/,
    ],
    ['flags that are no list', { run_spec: specOf({ parameters: { compileargs: [{}] } }) }, /^compileargs/],
    ['an open quote', { run_spec: specOf({ parameters: { runargs: ["'"] } }) }, /^runargs: a quote/],
    ['half a character', { run_spec: specOf({ sourcecode: '\ud800' }) }, /^source .*surrogate/],
    ['a key of prototypes', { run_spec: specOf({ constructor: 1 }) }, /no key may be constructor/],
  ];
  for (const [what, body, message] of refused) {
    it(`for ${what} is 400 and a string that says so`, async () => {
      const { post, jobs } = jobeClient();
      const answer = await post(body);
      assert.deepEqual([answer.status, answer.type], [400, 'application/json; charset=utf-8']);
      assert.match(String(answer.body), message);
      assert.equal(typeof answer.body, 'string');
      assert.equal(jobs.length, 0);
    });
  }

  it('for a flag that can’t be had is a result of the compiler that names it', async () => {
    const { run, jobs } = jobeClient();
    const { body } = await run(specOf({ parameters: { compileargs: ['-Wall', '-fopenmp'] } }));
    assert.deepEqual(body, {
      run_id: null,
      outcome: 11,
      cmpinfo: 'gcc: the flag -fopenmp is not taken here: its library is not installed here\n',
      stdout: '',
      stderr: '',
    });
    assert.equal(jobs.length, 0);
  });
});

it('a key’s own maxima are those of its runs', async () => {
  const grant: Grant = {
    name: 'moodle',
    id: '0123456789abcdef',
    rank: 'interactive',
    ratePerMinute: 60,
    concurrency: 2,
    limits: { cpuMs: 2000, memoryBytes: 50_000_000, processes: 4 },
    isOperator: false,
    expiresAt: null,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  const rate = { perMinute: 60, remaining: 59, fullInMs: 1000 };
  const { run, jobs } = jobeClient({
    needsKey: true,
    admit: () => ({ kind: 'in', grant, rate, leave: () => {} }),
    submit: answered(outcomeOf('')),
  });
  const headers = { 'x-api-key': `cb_${'k'.repeat(43)}` };
  assert.equal((await run(specOf(), headers)).status, 200);
  const { cpuMs: cpu, wallMs: wall, memoryBytes: memory, processes: most } = jobs[0]?.submission.limits ?? {};
  assert.deepEqual([cpu, wall, memory, most], [2000, 4000, 50_000_000, 4]);
  const { body } = await run(specOf({ parameters: { cputime: 3 } }), headers);
  assert.equal(body, 'cputime exceeds maximum allowed on this Jobe server (2 secs)');
});
