import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Timings } from '@cellblock/contract';
import { cachingEvaluator, evaluate } from './testing/evaluate-in-fakes.js';

const isRounded = (ms: number) => Math.round(ms * 1000) / 1000 === ms;

test('times are told where they are asked for, and nowhere else', async () => {
  const usage = { cpuMs: 1, wallMs: 0.25, memoryBytes: 1 };
  const { head } = await evaluate({ timings: true }, { cc1: { usage } });
  const { stages, totalMs, queueMs } = Timings.parse(head.timings);
  assert.deepEqual(
    stages.map(({ name }) => name),
    ['cc1', 'as', 'ld.gold', 'run'],
  );
  assert.equal(stages[0]?.cellMs, 0.25);
  assert.equal(queueMs, 0);
  for (const { startMs, ms } of stages) assert.ok(startMs + ms <= totalMs + 0.002);
  assert.ok([totalMs, ...stages.flatMap(({ startMs, ms }) => [startMs, ms])].every(isRounded));
  assert.ok(!('timings' in (await evaluate({})).head));
});

test('what was compiled before takes no stage but the run', async () => {
  const { evaluate: evaluateAgain } = cachingEvaluator();
  await evaluateAgain({});
  const { head } = await evaluateAgain({ timings: true });
  assert.deepEqual(
    head.timings?.stages.map(({ name }) => name),
    ['run'],
  );
});

test('sums of times carry no digits that mean nothing', async () => {
  const usageOf = (cpuMs: number) => ({ usage: { cpuMs, wallMs: 1, memoryBytes: 1 } });
  const { head } = await evaluate({}, { cc1: usageOf(20.114), as: usageOf(4.2), 'ld.gold': usageOf(6.2) });
  assert.equal(head.compile?.usage.cpuMs, 30.514);
  assert.ok(isRounded(head.compile.usage.wallMs));
});
