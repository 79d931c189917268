// What a request asks for beside its submission. Judge0 takes it from query, form and JSON alike.

import type { FastifyRequest } from 'fastify';
import type { Given } from './asked.js';

const isObject = (value: unknown): value is Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** All parameters of a request by name; what is in the body counts before what is in the query. */
export const parametersOf = ({ query, body }: FastifyRequest): Given => ({
  ...(isObject(query) ? query : {}),
  ...(isObject(body) ? body : {}),
});

/** A parameter as text, of one that is given several times the last; null where it is not there. */
export function textOf(value: unknown): string | null {
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'string' || typeof last === 'number' || typeof last === 'boolean'
    ? String(last)
    : null;
}

/** Whether a switch is on. Only this word switches it on. */
export const isOn = (value: unknown): boolean => textOf(value) === 'true';
