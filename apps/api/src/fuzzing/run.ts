// Fuzzes the request parser as a process: scripts/fuzz.mjs starts it and reads a line of JSON now and then.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Crash, Progress } from './campaign.js';
import { startCoverage } from './coverage.js';
import { Input } from './input.js';

// Of the heap after everything that can be collected is, without what is meant to be kept.
const growthBytes = 96 * 1024 * 1024;
const lookEveryMs = 5_000;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    corpus: { type: 'string' },
    crashes: { type: 'string' },
    replay: { type: 'string' },
  },
});

// Only what is loaded from here on is counted.
const coverage = startCoverage();
const { openStage } = await import('./stage.js');
const { fuzz } = await import('./campaign.js');
const { seeds } = await import('./seeds.js');
const stage = await openStage();
if (values.replay === undefined) await campaign(values.corpus, values.crashes);
else await replay(values.replay);
await stage.close();

async function replay(path: string): Promise<void> {
  for (const input of Input.array().parse(JSON.parse(readFileSync(path, 'utf8')).inputs)) {
    const fault = await stage.play(input);
    if (fault !== null) process.exitCode = 1;
    process.stdout.write(`${fault ?? 'nothing wrong'}\n`);
  }
}

async function campaign(corpusDirectory?: string, crashDirectory?: string): Promise<void> {
  const ends = performance.now() + Number(values.seconds) * 1000;
  const corpus = [...seeds, ...kept(corpusDirectory)];
  // What is known is played in any case; something new is too, on a machine that is slow just now.
  const hasTime = ({ executions }: Progress) => performance.now() < ends || executions <= corpus.length;
  let next = 0;
  let leastBytes = Number.POSITIVE_INFINITY;
  const onCrash = (crash: Crash) => save(crashDirectory, 'crash', crash);
  const progress = await fuzz({
    stage,
    coverage,
    seed: Number(values.seed),
    corpus,
    goesOn: (now) => {
      if (performance.now() < next) return hasTime(now);
      next = performance.now() + lookEveryMs;
      const bytes = collectedBytes();
      leastBytes = Math.min(leastBytes, bytes);
      say(now, bytes);
      if (bytes - leastBytes > growthBytes) {
        onCrash({ inputs: [], reason: `memory has grown from ${leastBytes} to ${bytes} bytes` });
        return false;
      }
      return hasTime(now);
    },
    onFound: (input) => save(corpusDirectory, 'input', { inputs: [input] }),
    onCrash,
  });
  say(progress, collectedBytes());
}

function collectedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function say(progress: Progress, memoryBytes: number): void {
  const { covered, total } = coverage.functions();
  process.stdout.write(`${JSON.stringify({ ...progress, covered, total, memoryBytes })}\n`);
}

function kept(directory?: string): Input[] {
  if (directory === undefined) return [];
  mkdirSync(directory, { recursive: true });
  return readdirSync(directory).flatMap((name) => {
    const { inputs } = JSON.parse(readFileSync(`${directory}/${name}`, 'utf8'));
    const parsed = Input.array().safeParse(inputs); // of another version, it may be of another form
    return parsed.success ? parsed.data : [];
  });
}

/** The file is named for what is in it. */
function save(
  directory: string | undefined,
  kind: string,
  content: { inputs: Input[]; reason?: string },
): void {
  if (content.reason !== undefined) process.exitCode = 1;
  const text = JSON.stringify(content, null, 1);
  const name = `${kind}-${createHash('sha256').update(JSON.stringify(content.inputs)).digest('hex').slice(0, 16)}`;
  if (content.reason !== undefined) process.stderr.write(`${name}: ${content.reason}\n`);
  if (directory === undefined) return;
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${directory}/${name}.json`, text);
}
