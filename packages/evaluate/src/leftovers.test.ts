import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SandboxError } from '@cellblock/sandbox';
import { createEvaluator } from './evaluate.js';
import {
  assertNothingLeft,
  evaluate,
  patient,
  several,
  submissionOf,
  toolchain,
} from './testing/evaluate-in-fakes.js';
import { fakeCells, programOf } from './testing/fake-cells.js';

for (const name of ['cc1', 'as', 'ld.gold', 'artifact']) {
  test(`a sandbox that fails once at ${name} is given another try`, async () => {
    let failures = 0;
    const { head } = await evaluate({}, (spec) =>
      programOf(spec) === name && failures++ === 0 ? new SandboxError('mount', 'EPERM') : {},
    );
    assert.equal(head.verdict, 'ok');
  });

  test(`a sandbox that fails twice at ${name} is an error, and leaves nothing behind`, async () => {
    const cells = fakeCells((spec) => (programOf(spec) === name ? new SandboxError('mount', 'EPERM') : {}));
    const evaluator = createEvaluator({ cells, toolchain });
    await assert.rejects(
      evaluator.evaluate(submissionOf(several), { id: 'job', signal: patient }),
      SandboxError,
    );
    assertNothingLeft(cells);
  });

  test(`who cancels while ${name} runs gets the reason back, and nothing is left behind`, async () => {
    const controller = new AbortController();
    const reason = new Error('the client is gone');
    const cells = fakeCells((spec) => {
      if (programOf(spec) !== name) return {};
      setImmediate(() => controller.abort(reason));
      return 'waits';
    });
    const evaluator = createEvaluator({ cells, toolchain });
    const job = { id: 'job', signal: controller.signal };
    await assert.rejects(evaluator.evaluate(submissionOf(several), job), (error) => error === reason);
    assertNothingLeft(cells);
    const started = cells.specs.length;
    await assert.rejects(evaluator.evaluate(submissionOf({}), job), (error) => error === reason);
    assert.equal(cells.specs.length, started);
  });
}

test('a sandbox that fails at the compiler takes the waiting assembler with it', async () => {
  const cells = fakeCells((spec) =>
    programOf(spec) === 'as' ? 'waits' : new SandboxError('exec', 'ENOENT'),
  );
  const evaluator = createEvaluator({ cells, toolchain });
  await assert.rejects(
    evaluator.evaluate(submissionOf({}), { id: 'job', signal: patient }),
    (error: unknown) => error instanceof SandboxError && error.step === 'exec',
  );
  assertNothingLeft(cells);
});
