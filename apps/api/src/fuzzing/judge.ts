// What must hold of every reply, whatever was asked: a documented status, and the documented form of an error.

import { ErrorReply, isErrorCode, Result } from '@cellblock/contract';
import { errorRows } from '../errors.js';
import type { Input } from './input.js';
import type { Reply } from './replies.js';

const statuses = new Set([200, ...Object.values(errorRows).map(({ status }) => status)]);
const requestId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What is wrong with a reply, or null. A 503 is right only where the door refused with it. */
export function faultOf(reply: Reply, door: Input['door']): string | null {
  const { status, headers } = reply;
  if (!statuses.has(status) || status === 500) return `status ${status}: ${reply.body.toString()}`;
  if (!requestId.test(headers.get('x-request-id') ?? '')) return `status ${status} without a request id`;
  if (headers.get('x-content-type-options') !== 'nosniff') return `status ${status} without nosniff`;
  try {
    return status === 200 ? faultOfAnswer(reply) : faultOfRefusal(reply, door);
  } catch (error) {
    return `status ${status}: ${String(error)}`;
  }
}

const typeOf = ({ headers }: Reply) => headers.get('content-type')?.split(';')[0];

function faultOfAnswer(reply: Reply): string | null {
  if (reply.body.length === 0 || typeOf(reply) === 'text/plain') return null;
  const value: unknown = JSON.parse(reply.body.toString());
  if (typeof value === 'object' && value !== null && 'verdict' in value) Result.parse(value);
  return null;
}

function faultOfRefusal(reply: Reply, door: Input['door']): string | null {
  const { status, headers, body } = reply;
  if (body.length === 0 && headers.get('content-length') !== '0') return null; // of HEAD
  if (typeOf(reply) !== 'application/json') return `status ${status} as ${typeOf(reply)}`;
  const value: unknown = JSON.parse(body.toString());
  if (status === 503 && typeof value === 'object' && value !== null && 'ready' in value) return null;
  const { code } = ErrorReply.parse(value).error;
  if (!isErrorCode(code) || errorRows[code].status !== status) return `status ${status} with code ${code}`;
  return status === 503 && code !== door ? `${code}, which nobody said` : null;
}
