// What a worker must have done before it takes a job: compile hello world and run it.

import { Submission } from '@cellblock/contract';
import type { Evaluator } from '@cellblock/evaluate';

const greeting = 'hello, world\n';
const body = 'int main(void) { puts("hello, world"); return 0; }\n';
// With the usual beginning and without it: each has fork servers of its own, which start at the first such source.
const sources = [`#include <stdio.h>\n${body}`, `int puts(const char *);\n${body}`];

/** Compiles and runs hello world. Rejects, saying what came of it, where that gives anything but its greeting. */
export async function runHelloWorld(evaluator: Pick<Evaluator, 'evaluate'>): Promise<void> {
  for (const source of sources) await runOne(evaluator, source);
}

async function runOne(evaluator: Pick<Evaluator, 'evaluate'>, source: string): Promise<void> {
  const { signal } = new AbortController();
  const { head, chunks } = await evaluator.evaluate(Submission.parse({ source }), {
    id: 'hello-world',
    signal,
  });
  const output = Buffer.concat(chunks.map((chunk) => chunk.bytes)).toString();
  if (head.verdict === 'ok' && output === greeting) return;
  const said = [head.message, head.compile?.output, output].filter((text) => text).join('\n');
  throw new Error(`hello world gave ${head.verdict}: ${said}`);
}
