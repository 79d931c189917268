// The targets in C: libFuzzer under ASan and UBSan.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../command.mjs';
import { checkout } from '../paths.mjs';

const build = join(checkout, 'native/build-fuzz');

/** Builds a target, `artifact` or `protocol`, and the inputs that fuzzing begins with. */
export async function buildNative(name) {
  const made = [`build-fuzz/fuzz-${name}`, 'build-fuzz/fuzz-seeds'];
  await mustRun(['make', '--silent', '-C', 'native', ...made], { cwd: checkout });
  await mustRun(['mkdir', '-p', join(build, 'seeds')]);
  await mustRun([join(build, 'fuzz-seeds'), join(build, 'seeds')]);
}

/** How to run it: { argv, env, read }; read(line) gives what a line of its output tells of the progress, or null. */
export function nativeTarget(name, { seconds, corpus, crashes, seed }) {
  const mended = [join(checkout, 'native/tests/fuzz-crashes', name)].filter((path) => existsSync(path));
  const options = [
    `-max_total_time=${seconds}`,
    '-max_len=16384',
    '-timeout=10',
    '-rss_limit_mb=1024',
    '-print_final_stats=1',
    `-artifact_prefix=${crashes}/`,
  ];
  if (seed !== undefined) options.push(`-seed=${seed}`);
  return {
    argv: [join(build, `fuzz-${name}`), ...options, corpus, join(build, 'seeds', name), ...mended],
    read: progressOf,
  };
}

// As "#4096 pulse cov: 91 ft: 203 corp: 45/1Kb ... exec/s: 2048", and at the end "stat::new_units_added: 7".
function progressOf(line) {
  const number = (pattern) => {
    const match = pattern.exec(line);
    return match ? Number(match[1]) : undefined;
  };
  const found = {
    executions: number(/^#(\d+)\s/) ?? number(/^stat::number_of_executed_units:\s*(\d+)/),
    coverage: /^#\d+\s.* cov: (\d+)/.exec(line)?.[1],
    corpus: number(/^#\d+\s.* corp: (\d+)/),
    found: number(/^stat::new_units_added:\s*(\d+)/),
  };
  const known = Object.entries(found).filter(([, value]) => value !== undefined);
  if (known.length === 0) return null;
  const progress = Object.fromEntries(known);
  return progress.coverage === undefined ? progress : { ...progress, coverage: `${progress.coverage} edges` };
}
