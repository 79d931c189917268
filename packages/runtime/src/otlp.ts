// Spans sent to an OpenTelemetry collector, as OTLP over HTTP in JSON.
//
// Written here, as the SDK's exporters need Node 22 by now and bring ten packages for one POST. Spans that the
// collector does not take are lost: tracing never holds up, nor fails, what is traced.

import { AsyncLocalStorage } from 'node:async_hooks';
import { createOutbox } from './outbox.js';
import { parseTraceparent, placeBelow, type TraceContext, traceparentOf } from './trace-context.js';
import type { Attributes, Span, SpanKind, SpanStart, Tracer, TracerOptions } from './tracing.js';

const sendTimeoutMs = 5000;

// As OTLP numbers them.
const kinds: Record<SpanKind, number> = { internal: 1, server: 2, consumer: 5 };
const errorStatus = { code: 2 };

/** A tracer for this endpoint. */
export function createTracer(options: TracerOptions & { endpoint: string }): Tracer {
  const storage = new AsyncLocalStorage<TraceContext>();
  const outbox = createOutbox({ post: postTo(options), onTrouble: options.onTrouble });

  const open = (name: string, { kind = 'internal', parent, attributes = {} }: SpanStart) => {
    const above = parent === undefined ? (storage.getStore() ?? null) : parseTraceparent(parent);
    const place = placeBelow(above);
    const startedAt = nanoseconds();
    const span: Span = {
      end({ isError = false, attributes: more = {} } = {}) {
        if (!place.isSampled) return;
        outbox.put({
          traceId: place.traceId,
          spanId: place.spanId,
          ...(above === null ? {} : { parentSpanId: above.spanId }),
          name,
          kind: kinds[kind],
          startTimeUnixNano: String(startedAt),
          endTimeUnixNano: String(nanoseconds()),
          attributes: attributesOf({ ...attributes, ...more }),
          status: isError ? errorStatus : {},
        });
      },
    };
    return { place, span };
  };

  return {
    start: (name, start = {}) => open(name, start).span,
    within(name, start, next) {
      const { place, span } = open(name, start);
      return storage.run(place, () => next(span));
    },
    present() {
      const place = storage.getStore();
      return place === undefined ? undefined : traceparentOf(place);
    },
    close: () => outbox.close(),
  };
}

/** Now, by a clock that does not jump within this process. */
const nanoseconds = () => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n;

const attributesOf = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: otlpValue(value) }));

function otlpValue(value: string | number | boolean) {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** Posts spans to the collector; rejects where it does not take them in time. */
function postTo({ service, endpoint, headers }: TracerOptions & { endpoint: string }) {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const resource = { attributes: attributesOf({ 'service.name': service, 'process.pid': process.pid }) };
  return async (spans: unknown[]): Promise<void> => {
    const body = JSON.stringify({
      resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'cellblock' }, spans }] }],
    });
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(sendTimeoutMs),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the collector answered ${response.status}`);
  };
}
