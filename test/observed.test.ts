// What the operator sees of the service: numbers, traces, and a log without a word of any program.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { z } from 'zod';
import { endOf, openSession } from './conversation.js';
import { type Service, startService } from './service.js';
import { until } from './until.js';

const Span = z.looseObject({
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
});
type Span = z.infer<typeof Span> & { service: string };
const Sent = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({
        attributes: z.array(
          z.looseObject({ key: z.string(), value: z.looseObject({ stringValue: z.string().optional() }) }),
        ),
      }),
      scopeSpans: z.array(z.looseObject({ spans: z.array(Span) })),
    }),
  ),
});

const secret = 'Xylophon_4711';
const source = `#include <stdio.h>\nint main(void) { char ${secret}[99]; scanf("%98s", ${secret}); puts(${secret}); }`;
const waitMs = 60_000;

type Send = (headers: Record<string, string>) => Promise<Response | undefined>;

suite('what the operator sees', () => {
  let service: Service | undefined;
  let collector: Server;
  const spans: Span[] = [];

  before(async () => {
    collector = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { resourceSpans } = Sent.parse(JSON.parse(Buffer.concat(chunks).toString()));
      for (const { resource, scopeSpans } of resourceSpans) {
        const name = resource.attributes.find(({ key }) => key === 'service.name')?.value;
        for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
          spans.push({ ...span, service: String(name?.stringValue) });
        }
      }
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const { port } = collector.address() as AddressInfo;
    service = await startService({
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, CELLBLOCK_LOG_LEVEL: 'trace' },
    });
  });
  after(async () => {
    collector.close();
    collector.closeAllConnections();
    await service?.stop();
  });

  const started = () => service ?? assert.fail('not started');
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${started().url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  test('one trace leads from the client through the API and the queue to every cell', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    const response = await post('/run', { source, stdin: secret }, { traceparent });
    assert.equal(response.status, 200);
    await response.arrayBuffer();
    const ours = await until(
      'the whole trace is sent',
      async () => {
        const found = spans.filter((span) => span.traceId === traceId);
        const names = new Set(found.map((span) => span.name));
        return ['POST /run', 'job run', 'run'].every((name) => names.has(name)) ? found : null;
      },
      waitMs,
    );
    const named = (name: string) => ours.find((span) => span.name === name) ?? assert.fail(name);
    const [request, job, cell] = [named('POST /run'), named('job run'), named('run')];
    assert.deepEqual([request.service, request.parentSpanId], ['cellblock-api', 'b7ad6b7169203331']);
    assert.deepEqual([job.service, job.parentSpanId], ['cellblock-worker', request.spanId]);
    assert.equal(cell.parentSpanId, job.spanId);
    assert.ok(!JSON.stringify(spans).includes(secret));
  });

  const traced = { limits: { cpuMs: 1000 }, source: 'int main(void) { return 0; }' };
  const spanId = 'b7ad6b7169203331';
  const waysIn: [name: string, request: string, job: string, cells: number, send: Send][] = [
    ['POST /jobs', 'POST /jobs', 'job run', 1, (headers) => post('/jobs', traced, headers)],
    [
      'POST /grade',
      'POST /grade',
      'job grade',
      3,
      (headers) => post('/grade', { submission: traced, tests: Array(3).fill({ expected: '' }) }, headers),
    ],
    [
      'POST /batch',
      'POST /batch',
      'job run',
      3,
      (headers) => post('/batch', { submissions: Array(3).fill(traced) }, headers),
    ],
    [
      'POST /run with events',
      'POST /run',
      'job run',
      1,
      (headers) => post('/run', traced, { ...headers, accept: 'text/event-stream' }),
    ],
    [
      'POST /mcp',
      'POST /mcp',
      'job run',
      1,
      (headers) =>
        post(
          '/mcp',
          { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'run_c', arguments: traced } },
          headers,
        ),
    ],
    [
      'GET /session',
      'GET /session',
      'job run',
      1,
      async (headers) => {
        const session = await openSession(started(), { headers });
        session.socket.send(JSON.stringify({ type: 'start', submission: traced }));
        await endOf(session);
        return undefined;
      },
    ],
  ];
  for (const [index, [name, request, job, cells, send]] of waysIn.entries()) {
    test(`a trace goes through ${name} into every cell`, async () => {
      const traceId = `0af7651916cd43dd8448eb211c8031${index}0`;
      const answer = await send({ traceparent: `00-${traceId}-${spanId}-01` });
      if (answer !== undefined) await answer.arrayBuffer();
      const ours = await until(
        'the whole trace is sent',
        async () => {
          const found = spans.filter((span) => span.traceId === traceId);
          const runs = found.filter((span) => span.name === 'run');
          return runs.length >= cells && found.some((span) => span.name === request) ? found : null;
        },
        waitMs,
      );
      const root = ours.find((span) => span.name === request) ?? assert.fail(request);
      assert.equal(root.parentSpanId, spanId);
      const jobs = ours.filter((span) => span.name === job);
      assert.ok(jobs.length > 0 && jobs.every((span) => span.parentSpanId === root.spanId));
      const inCells = ours.filter((span) => span.service === 'cellblock-worker' && !jobs.includes(span));
      const ids = jobs.map((span) => span.spanId);
      assert.ok(inCells.every((span) => ids.includes(span.parentSpanId ?? '')));
      assert.equal(inCells.filter((span) => span.name === 'run').length, cells);
    });
  }

  test('GET /metrics counts what the worker did', async () => {
    const text = await until(
      'the worker has told its numbers',
      async () => {
        const told = await (await fetch(`${started().url}/metrics`)).text();
        return /cellblock_jobs_total\{[^}]*end="ok"/.test(told) ? told : null;
      },
      waitMs,
    );
    for (const series of [
      /cellblock_jobs_total\{[^}]*end="ok"[^}]*\} [1-9]/,
      /cellblock_stage_seconds_count\{[^}]*stage="run"[^}]*\} [1-9]/,
      /cellblock_compilations_total\{[^}]*cache="miss"/,
      /cellblock_http_request_seconds_count\{[^}]*route="\/run"/,
      /cellblock_queue_waiting\{[^}]*rank="interactive"/,
      /cellblock_workers_ready(\{[^}]*\})? 1/,
      /process_cpu_seconds_total\{[^}]*worker="[^"]+"/,
    ]) {
      assert.match(text, series);
    }
    assert.ok(!text.includes(secret));
  });

  test('no line of the log holds anything of a program, at any level', async () => {
    const broken = `int ${secret}(void) { return }`;
    const bodies = [
      { source, stdin: secret, args: [secret] },
      { source: broken },
      { source, limits: { cpuMs: secret } },
      { files: [{ path: `${secret}.c`, content: source }], inputs: [{ path: secret, content: secret }] },
      { source, compiler: { name: 'clang', defines: { [secret]: secret } } },
      { [secret]: secret },
    ];
    for (const path of ['/run', '/jobs']) {
      for (const body of bodies) await (await post(path, body)).arrayBuffer();
    }
    const raw = { method: 'POST', headers: { 'content-type': 'text/x-c' }, body: source };
    await (await fetch(`${started().url}/run`, raw)).arrayBuffer();
    await (await fetch(`${started().url}/run?args=${secret}`, { ...raw, body: broken })).arrayBuffer();
    const notJson = { ...raw, headers: { 'content-type': 'application/json' } };
    await (await fetch(`${started().url}/run`, notJson)).arrayBuffer();
    assert.match(started().logs, /"msg":"submission"/);
    assert.match(started().logs, /"msg":"request refused"/);
    const leak = started()
      .logs.split('\n')
      .find((line) => line.includes(secret));
    assert.equal(leak, undefined);
  });
});
