// POST /mcp as an assistant's client speaks it: the official SDK's own client, against the whole service.

import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { GradeResult, Result } from '@cellblock/contract';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CallToolResultSchema, type Progress } from '@modelcontextprotocol/sdk/types.js';
import { sum } from './grading.js';
import { type Service, startService } from './service.js';
import { until } from './until.js';

const waitMs = 20_000;

const forEver = '#include <unistd.h>\nint main(void) { for (;;) pause(); }';
const echo =
  '#include <stdio.h>\nint main(void) { for (int c; (c = getchar()) != EOF;) putchar(c); return 3; }';

async function connected(url: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  // The SDK's own types do not agree on an optional member.
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)) as Transport);
  return client;
}

/** The text of an answer. */
const textIn = (answer: unknown) => {
  const [first] = CallToolResultSchema.parse(answer).content;
  return first?.type === 'text' ? first.text : assert.fail('no text');
};

suite('the tools for assistants', { concurrency: 1 }, () => {
  let service: Service;
  let client: Client;
  before(async () => {
    service = await startService();
    client = await connected(service.url);
  });
  after(async () => {
    await client.close();
    await service.stop();
  });

  const isIdle = () =>
    until(
      'no job is running',
      async () => {
        const health = await service.health();
        return health?.queue.active === 0 && health.queue.waiting === 0 ? true : null;
      },
      waitMs,
    );
  const isRunning = () =>
    until(
      'a job is running',
      async () => ((await service.health())?.queue.active === 1 ? true : null),
      waitMs,
    );

  test('are listed with what they take and give', async () => {
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['run_c', 'grade_c'],
    );
    for (const { inputSchema, outputSchema } of tools) {
      assert.equal(inputSchema.type, 'object');
      assert.equal(outputSchema?.type, 'object');
    }
  });

  test('run_c answers with a result of the contract, and with text', async () => {
    const answer = await client.callTool({ name: 'run_c', arguments: { source: echo, stdin: 'hello' } });
    const result = Result.parse(answer.structuredContent);
    assert.deepEqual(
      [result.verdict, result.run?.stdout, result.run?.exitCode],
      ['exit_nonzero', 'hello', 3],
    );
    assert.equal(textIn(answer), 'exit_nonzero: Exited: status 3\n\nstdout:\nhello');
    assert.notEqual(answer.isError, true);
  });

  test('a refused call is named, with the profile that allows it', async () => {
    const source = '#include <unistd.h>\nint main(void) { return fork(); }';
    const answer = await client.callTool({ name: 'run_c', arguments: { source } });
    assert.equal(
      textIn(answer),
      'forbidden_syscall: Disallowed system call: SYS_clone\n\nallowed with the profile:\nprocesses',
    );
  });

  test('a program that does not compile is an answer, with what the compiler says', async () => {
    const answer = await client.callTool({
      name: 'run_c',
      arguments: { source: 'int main(void) { return x; }' },
    });
    assert.match(textIn(answer), /^compile_error: .*\n\ncompiler:\nmain\.c: .*\n?.*error: .x. undeclared/);
    assert.notEqual(answer.isError, true);
  });

  test('grade_c says which tests passed, and tells how far it is if asked', async () => {
    const told: Progress[] = [];
    const tests = Array.from({ length: 5 }, (_, index) => ({
      stdin: `${index} 1`,
      expected: index === 3 ? '5' : `${index + 1}`,
    }));
    const answer = await client.callTool(
      { name: 'grade_c', arguments: { submission: { source: sum }, tests } },
      undefined,
      { onprogress: (progress) => void told.push(progress) },
    );
    const result = GradeResult.parse(answer.structuredContent);
    assert.deepEqual([result.verdict, result.passed, result.total], ['failed', 4, 5]);
    assert.match(textIn(answer), /Wrong answer at line 1, column 1: expected 5, got 4/);
    assert.deepEqual(
      told.map(({ progress, total }) => [progress, total]),
      [1, 2, 3, 4, 5].map((progress) => [progress, 5]),
    );
  });

  test('what is wrong is told by field, and is an error', async () => {
    for (const [name, input, message] of [
      ['run_c', {}, /^invalid_field: source is required/],
      ['run_c', { source: 1 }, /^invalid_field: source must be a string/],
      ['run_c', { source: '', outputs: ['a'] }, /^invalid_field: outputs is not known/],
      ['run_c', { source: '', limits: { outputBytes: 2 ** 24 } }, /outputBytes must be at most 1048576/],
      [
        'grade_c',
        { submission: { source: '' }, tests: [{}] },
        /^invalid_field: tests\[0\]\.expected is required/,
      ],
    ] as const) {
      const answer = await client.callTool({ name, arguments: input });
      assert.equal(answer.isError, true);
      assert.match(textIn(answer), message);
      assert.doesNotMatch(JSON.stringify(answer), /node_modules|\.js:|at \w+ \(/);
    }
    await assert.rejects(
      client.callTool({ name: 'rm', arguments: {} }),
      /no such tool; there are run_c, grade_c/,
    );
  });

  test('a call that is called off kills its program, and gets no answer', async () => {
    await isIdle();
    const calling = new AbortController();
    const call = client.callTool(
      { name: 'run_c', arguments: { source: forEver, limits: { wallMs: 60_000 } } },
      undefined,
      { signal: calling.signal },
    );
    const failed = assert.rejects(call);
    await isRunning();
    calling.abort('enough');
    await failed;
    await isIdle();
    // The connection goes on.
    assert.equal(
      textIn(await client.callTool({ name: 'run_c', arguments: { source: echo } })).slice(0, 12),
      'exit_nonzero',
    );
  });

  test('a client that hangs up has its program killed', async () => {
    await isIdle();
    const other = await connected(service.url);
    const call = other.callTool({
      name: 'run_c',
      arguments: { source: forEver, limits: { wallMs: 60_000 } },
    });
    const failed = assert.rejects(call);
    await isRunning();
    await other.close();
    await failed;
    await isIdle();
  });

  test('one session can not call off what another has running', async () => {
    await isIdle();
    const other = await connected(service.url);
    const call = client.callTool({ name: 'run_c', arguments: { source: forEver, limits: { wallMs: 3000 } } });
    await isRunning();
    for (let requestId = 0; requestId < 50; requestId++)
      await other.notification({ method: 'notifications/cancelled', params: { requestId } });
    assert.match(textIn(await call), /^wall_limit/);
    await other.close();
  });
});

test('the tools can be switched off', async () => {
  const service = await startService({ parts: ['redis', 'api'], env: { CELLBLOCK_MCP: 'off' } });
  try {
    const response = await fetch(`${service.url}/mcp`, { method: 'POST' });
    assert.equal(response.status, 404);
  } finally {
    await service.stop();
  }
});
