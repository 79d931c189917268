// Traces, where the operator has a collector for them; without one there is no tracer, and nothing of this is loaded.

export type SpanKind = 'internal' | 'server' | 'consumer';
export type Attributes = Record<string, string | number | boolean>;
export type SpanStart = { kind?: SpanKind; parent?: string | undefined; attributes?: Attributes };

export interface Span {
  /** Ends it; whether it failed, and what else is known now. */
  end(details?: { isError?: boolean; attributes?: Attributes }): void;
}

export interface Tracer {
  /** A span below `parent` (a traceparent), or below the present one, or a root. */
  start(name: string, start?: SpanStart): Span;
  /** Starts a span that is the present one in all that comes of `next`. */
  within<Value>(name: string, start: SpanStart, next: (span: Span) => Value): Value;
  /** The traceparent of the present span, to be handed on. */
  present(): string | undefined;
  /** Sends what is left, for a few seconds at most. */
  close(): Promise<void>;
}

export type TracerOptions = {
  service: string;
  /** OTEL_EXPORTER_OTLP_ENDPOINT; null for none. */
  endpoint: string | null;
  /** OTEL_EXPORTER_OTLP_HEADERS, for instance an authorization. */
  headers: Record<string, string>;
  /** Hears when spans could not be sent and are lost. */
  onTrouble: (error: Error) => void;
};

/** A tracer that sends to the endpoint; null where there is none. */
export async function openTracer({ endpoint, ...options }: TracerOptions): Promise<Tracer | null> {
  if (endpoint === null) return null;
  const { createTracer } = await import('./otlp.js');
  return createTracer({ endpoint, ...options });
}
