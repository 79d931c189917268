// npm test: sets everything up, then runs every check there is, and stops at the first that fails.

import { runCommand } from './command.mjs';
import { enter } from './command-line.mjs';
import { checkout, localProgram } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { systemTests, unitTests } from './test-files.mjs';

const parts = ['lint', 'native', 'unit', 'system'];
const help = `
Usage: npm test [-- --only ${parts.join(' | ')}]

Does all the set-up there is left to do, then checks, in this order, up to the first failure:

  lint      format and lint of TypeScript, unused code, types
  native    tests and lint of native/
  unit      unit tests of packages, apps, scripts and rootfs
  system    the whole service, through its API

  --only PART   this part alone
  --help        print this
`;

// The spec reporter ends with every failed test and its error, also where output is no terminal.
const nodeTest = (...options) => [process.execPath, '--test', '--test-reporter=spec', ...options];

const steps = [
  { part: 'lint', title: 'format and lint', argv: () => [localProgram('biome'), 'ci'] },
  { part: 'lint', title: 'unused code', argv: () => [localProgram('knip')] },
  { part: 'lint', title: 'types', argv: () => [localProgram('tsc'), '-b'] },
  { part: 'native', title: 'native tests and lint', argv: () => ['make', '-C', 'native', 'test', 'lint'] },
  { part: 'unit', title: 'unit tests', argv: () => [...nodeTest(), ...unitTests(checkout)] },
  {
    part: 'system',
    title: 'system tests',
    argv: () => [...nodeTest('--test-concurrency=1'), ...systemTests(checkout)],
  },
];

await enter({ help, options: { only: { type: 'string' } } }, async ({ only }) => {
  if (only !== undefined && !parts.includes(only))
    throw new Error(`--only ${only}: must be one of ${parts.join(', ')}`);
  await prepare('test');
  const chosen = steps.filter(({ part }) => only === undefined || part === only);
  for (const [index, { title, argv }] of chosen.entries()) {
    console.log(`\n▶ ${title} (${index + 1} of ${chosen.length})`);
    const started = performance.now();
    const { status, signal } = await runCommand(argv(), { cwd: checkout, show: true });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (status !== 0)
      throw new Error(`${title}: failed (${signal ?? `status ${status}`}) after ${seconds} s`);
    console.log(`✓ ${title} (${seconds} s)`);
  }
  console.log('\nEverything passed.');
});
