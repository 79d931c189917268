import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { parseTraceparent, traceparentOf } from './trace-context.js';
import { openTracer, type Tracer } from './tracing.js';

const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('a traceparent', () => {
  it('is read and written', () => {
    const context = parseTraceparent(parent) ?? assert.fail();
    assert.deepEqual(context, {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      isSampled: true,
    });
    assert.equal(traceparentOf(context), parent);
    assert.equal(parseTraceparent(parent.replace(/01$/, '00'))?.isSampled, false);
    assert.equal(parseTraceparent(parent.replace(/^00/, 'cc').concat('-more'))?.spanId, context.spanId);
  });

  for (const header of [
    undefined,
    '',
    'x',
    parent.toUpperCase(),
    `${parent}-more`,
    parent.replace(/^00/, 'ff'),
    parent.replace(/b7ad6b7169203331/, '0000000000000000'),
    parent.replace(/0af7651916cd43dd8448eb211c80319c/, '0'.repeat(32)),
  ]) {
    it(`that is none is not read: ${header}`, () => assert.equal(parseTraceparent(header), null));
  }
});

type Sent = {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  kind: number;
  status: object;
};

/** A collector, and the tracer of a service that sends to it. */
async function collecting(status: number, body: (tracer: Tracer) => Promise<void>) {
  const spans: Sent[] = [];
  const seen: { path: string | undefined; type: string | undefined; key: unknown; service: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString());
    const [{ resource, scopeSpans }] = resourceSpans;
    spans.push(...scopeSpans[0].spans);
    const { 'content-type': type, 'x-key': key } = request.headers;
    seen.push({ path: request.url, type, key, service: resource.attributes[0].value.stringValue });
    response.writeHead(status).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const troubles: Error[] = [];
  const tracer = await openTracer({
    service: 'cellblock-test',
    endpoint: `http://127.0.0.1:${port}/`,
    headers: { 'x-key': 'k' },
    onTrouble: (error) => troubles.push(error),
  });
  try {
    await body(tracer ?? assert.fail());
    await tracer?.close();
  } finally {
    server.close();
    server.closeAllConnections();
  }
  return { spans, seen, troubles };
}

describe('a tracer', () => {
  it('is not there where there is no collector', async () => {
    const none = { service: 'x', endpoint: null, headers: {}, onTrouble: () => {} };
    assert.equal(await openTracer(none), null);
  });

  it('sends spans that hang together, across what is waited for', async () => {
    const { spans, seen } = await collecting(200, async (tracer) => {
      assert.equal(tracer.present(), undefined);
      await tracer.within('outer', { parent, kind: 'server' }, async (outer) => {
        await turn();
        const handedOn = tracer.present();
        assert.match(handedOn ?? '', /^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
        tracer
          .start('inner', { attributes: { text: 't', whole: 1, part: 0.5, yes: true } })
          .end({ isError: true });
        outer.end();
        tracer.start('elsewhere', { kind: 'consumer', parent: handedOn }).end();
      });
      tracer.start('root').end();
    });
    const named = (name: string) => spans.find((span) => span.name === name) ?? assert.fail(name);
    const outer = named('outer');
    assert.equal(outer.parentSpanId, 'b7ad6b7169203331');
    assert.equal(outer.kind, 2);
    for (const name of ['inner', 'elsewhere']) {
      assert.equal(named(name).parentSpanId, outer.spanId);
      assert.equal(named(name).traceId, '0af7651916cd43dd8448eb211c80319c');
    }
    assert.deepEqual(named('inner').status, { code: 2 });
    assert.notEqual(named('root').traceId, outer.traceId);
    assert.equal(named('root').parentSpanId, undefined);
    assert.deepEqual(seen[0], {
      path: '/v1/traces',
      type: 'application/json',
      key: 'k',
      service: 'cellblock-test',
    });
  });

  it('sends nothing of a trace that is not sampled', async () => {
    const { spans } = await collecting(200, async (tracer) => {
      tracer.within('outer', { parent: parent.replace(/01$/, '00') }, (span) => {
        assert.match(tracer.present() ?? '', /-00$/);
        span.end();
      });
    });
    assert.deepEqual(spans, []);
  });

  it('says what was lost where the collector refuses', async () => {
    const { troubles } = await collecting(500, async (tracer) => tracer.start('lost').end());
    assert.match(troubles[0]?.message ?? '', /1 spans are lost/);
  });
});
