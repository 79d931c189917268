// What a route says of itself for the OpenAPI document, beside its schemas.

import type { ErrorCode } from '@cellblock/contract';
import type { z } from 'zod';

export type About = {
  /** One line. */
  summary: string;
  description?: string;
  tag: 'Running' | 'Jobs' | 'Grading' | 'Pastes' | 'Service' | 'Operator';
  /** Bodies to try, by name; each is a body that the route takes. */
  examples?: Record<string, unknown>;
  /** What an answer may look like, by status. */
  answers?: Record<number, unknown>;
  /** Media types that it takes besides application/json, and what they hold. */
  takes?: Record<string, string>;
  /** Media types that it answers with besides the schema's, and what they hold. */
  gives?: Record<string, string>;
  /** Headers of a request that it reads, beside those that every route of its kind does, and what they are for. */
  reads?: Record<string, string>;
  /** Headers of its answers, and what they say. */
  tells?: Record<string, string>;
  /** Errors of its own, beyond those that every route of its kind may answer with. */
  errors?: readonly ErrorCode[];
  /** Of a WebSocket what either side may send. */
  messages?: { client: z.ZodType[]; server: z.ZodType[] };
  /** Whether it speaks something that OpenAPI can't describe, and is left out. */
  isHidden?: boolean;
};

declare module 'fastify' {
  interface FastifyContextConfig {
    about?: About;
    /** A route that only says which methods its path takes. */
    isRefusal?: boolean;
  }
}
