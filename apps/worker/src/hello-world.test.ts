import assert from 'node:assert/strict';
import test from 'node:test';
import type { Outcome } from '@cellblock/contract';
import type { Evaluator } from '@cellblock/evaluate';
import { runHelloWorld } from './hello-world.js';

const evaluatorOf = (verdict: Outcome['head']['verdict'], output: string): Pick<Evaluator, 'evaluate'> => ({
  evaluate: async (_submission, { id }) => ({
    head: { id, verdict, message: 'as it went', compile: null, run: null },
    chunks: [{ stream: 'stdout', bytes: Buffer.from(output) }],
    outputs: [],
  }),
});

test('hello world that says hello passes', () => runHelloWorld(evaluatorOf('ok', 'hello, world\n')));

test('hello world that says something else does not', async () => {
  await assert.rejects(runHelloWorld(evaluatorOf('ok', 'hello')), /hello world gave ok: as it went\nhello$/);
});

test('hello world that does not run does not', async () => {
  await assert.rejects(runHelloWorld(evaluatorOf('compile_error', '')), /gave compile_error: as it went$/);
});
