// npm run fuzz: fuzzes what reads bytes of strangers, for as long as it is told to.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { mustRun } from './command.mjs';
import { enter } from './command-line.mjs';
import { installPackages } from './debian-packages.mjs';
import { buildNative, nativeTarget } from './fuzz/native.mjs';
import { requestsTarget } from './fuzz/requests.mjs';
import { checkout, localProgram, stateDirectory } from './paths.mjs';
import { ensureStateDirectory } from './state.mjs';
import { step } from './step.mjs';

const targets = {
  elf: { prepare: () => buildNative('artifact'), of: (options) => nativeTarget('artifact', options) },
  protocol: { prepare: () => buildNative('protocol'), of: (options) => nativeTarget('protocol', options) },
  requests: { prepare: async () => {}, of: requestsTarget },
};

const help = `
Usage: npm run fuzz -- --seconds N [--target ${Object.keys(targets).join(' | ')}] [--seed N]

Fuzzes, all at the same time or one alone:

  elf        the gate between compile and run, which reads programs' ELF headers (libFuzzer, ASan, UBSan)
  protocol   what the warden reads from its control socket (libFuzzer, ASan, UBSan)
  requests   the API, by injection and as bytes over sockets (guided by V8's block coverage)

A crash of the first two is what a sanitizer or a check of the target finds. Of requests it is a 5xx that is not
documented, an error that is not in the documented form, an exception that nobody caught, no answer within 20 s, or
memory that grows. The status is 1 where there was one.

  --seconds N    how long each target is fuzzed
  --target NAME  this target alone
  --seed N       where the random choices begin; from the clock otherwise
  --help         print this

Inputs that led somewhere new are kept in fuzz/TARGET/corpus of the state directory, and those of crashes in
fuzz/TARGET/crashes. Again: native/build-fuzz/fuzz-artifact FILE, native/build-fuzz/fuzz-protocol FILE, or
node apps/api/dist/fuzzing/run.js --replay FILE.
`;

const options = { seconds: { type: 'string' }, target: { type: 'string' }, seed: { type: 'string' } };

await enter({ help, options }, async ({ seconds, target, seed }) => {
  if (!/^[1-9]\d{0,5}$/.test(seconds ?? '')) throw new Error('--seconds N: say for how long');
  const names = target === undefined ? Object.keys(targets) : [target];
  for (const name of names) {
    if (targets[name] === undefined)
      throw new Error(`--target ${name}: must be one of ${Object.keys(targets).join(', ')}`);
  }
  ensureStateDirectory(stateDirectory());
  await installPackages('test');
  await step('building', async () => {
    await mustRun([localProgram('tsc'), '-b'], { cwd: checkout });
    for (const name of names) await targets[name].prepare();
  });
  const results = await Promise.all(names.map((name) => run(name, { seconds: Number(seconds), seed })));
  console.log('');
  for (const result of results) console.log(summaryOf(result));
  if (results.some(({ crashes, status }) => crashes.length > 0 || status !== 0)) process.exitCode = 1;
});

async function run(name, { seconds, seed }) {
  const directory = join(stateDirectory(), 'fuzz', name);
  const [corpus, crashes] = ['corpus', 'crashes'].map((kind) => join(directory, kind));
  for (const path of [corpus, crashes]) mkdirSync(path, { recursive: true });
  const before = new Set(readdirSync(crashes));
  const { argv, read } = targets[name].of({ seconds, corpus, crashes, seed });
  const [command, ...args] = argv;
  const started = performance.now();
  const child = spawn(command, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  const progress = { name, executions: 0, coverage: '', corpus: 0, found: 0 };
  const report = setInterval(() => console.log(progressLine(progress, started)), 10_000);
  const said = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      const news = read(line);
      if (news) Object.assign(progress, news);
      else said.push(line);
      said.splice(0, said.length - 40);
    });
  }
  const [status] = await once(child, 'close');
  clearInterval(report);
  const found = readdirSync(crashes).filter((file) => !before.has(file));
  if (found.length > 0 || status !== 0) console.log(said.join('\n'));
  const ran = Math.round((performance.now() - started) / 1000);
  return { ...progress, seconds: ran, status, crashes: found.map((file) => join(crashes, file)) };
}

function progressLine({ name, executions, coverage, corpus }, started) {
  const seconds = Math.round((performance.now() - started) / 1000);
  return `${name}: ${seconds} s, ${executions} executions, coverage ${coverage}, corpus ${corpus}`;
}

function summaryOf({ name, seconds, executions, coverage, found, crashes }) {
  const counts = `${seconds} s, ${executions} executions, coverage ${coverage}, ${found} new in the corpus`;
  return [`${name}: ${counts}, ${crashes.length} crashes`, ...crashes.map((path) => `  ${path}`)].join('\n');
}
