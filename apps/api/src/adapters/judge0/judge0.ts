// The HTTP interface of Judge0 1.13.1, at the root and under /judge0.

import type { Door } from '@cellblock/queue';
import { sendErrorAs } from '../../errors.js';
import type { App } from '../../server.js';
import { formOfError } from './errors.js';
import { addInfo, addTexts } from './info.js';
import { addSubmissions } from './submissions.js';

const ownBase = '/judge0';

// Clients bring keys of their own to a Judge0 that asks for none.
const config = {
  keyHeader: 'x-auth-token',
  keyParameter: 'X-Auth-Token',
  ignoresStrangeKeys: true,
};

// Those who may do more say so in another header.
const operator = {
  access: 'operator',
  keyHeader: ['x-auth-user', 'x-auth-token'],
  keyParameter: 'X-Auth-User',
  ignoresStrangeKeys: true,
} as const;

type Options = {
  door: Door;
  isPrivateAllowed: boolean;
  closing: AbortSignal;
  queueLimit: number;
  corsOrigins: readonly string[];
};

/** Adds the routes that Judge0 has. At the root /version stays our own. */
export function addJudge0(scope: App, options: Options): void {
  scope.setErrorHandler((error, request, reply) => sendErrorAs(formOfError, error, request, reply));
  for (const base of ['', ownBase]) {
    addSubmissions(scope, base, { ...options, config, operator });
    addInfo(scope, base, { ...options, config, operator });
  }
  addTexts(scope, ownBase, { config });
}
