// Who may come in: whose key it is, and whether there is room for another request of theirs.
//
// A route is for callers unless its config says `access: 'public'` or `'operator'`, so one that says nothing is closed.

import { AppError } from '@cellblock/contract';
import { type Admission, type Entrance, type Grant, isKeyShaped, ownerOf, type Rate } from '@cellblock/queue';
import { isLoopback } from '@cellblock/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressOwner, homeOf } from '../address.js';
import { anonymous, type Caller, setCaller } from '../caller.js';
import { whenOver } from '../exchange.js';
import { isOwnName } from '../origin.js';
import type { App } from '../server.js';
import { freeBodyBytes } from './bodies.js';

export type AccessOptions = {
  entrance: Entrance;
  /** Whether nobody comes in without a key. */
  needsKey: boolean;
  /** Requests a minute from one address without a key, 0 for any number; this machine's own are not counted. */
  openRatePerMinute: number;
  /** The same for what anybody may read on routes with `isRated`, key or none. */
  readRatePerMinute: number;
  /** Whether the operator has opened it to everybody: then nothing depends on being on this machine. */
  isOpen?: boolean;
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who the route is for; callers where it is left out. */
    access?: 'public' | 'operator';
    /** Whether requests of a public route are counted by their address, as each may cost more than a moment. */
    isRated?: boolean;
    /** Whether a request takes none of the places its key has at once, as it is answered from what is known. */
    isCheap?: boolean;
    /** Other headers that a key may come in, where the clients of a route have some of their own; the first that is there counts. */
    keyHeader?: string | readonly string[];
    /** A parameter of the query that a key may come in, where the clients of a route have one. */
    keyParameter?: string;
    /** A field of the route's forms that a key may come in; see `knownByBody`. */
    keyField?: string;
    /** Whether something that can't be a key of ours is as good as none. */
    ignoresStrangeKeys?: boolean;
  }
}

/** Lets in who may come in, and remembers them for `callerOf`. */
export function checkAccess(app: App, options: AccessOptions, corsOrigins: readonly string[]): void {
  const check = async (request: FastifyRequest, reply: FastifyReply) => {
    const { config } = request.routeOptions;
    const { log } = request;
    nameAddress(request);
    const { access, isRated = false, isCheap = false, ignoresStrangeKeys = false, keyField } = config;
    if (access === 'public') return isRated ? countReader(request, reply, options) : undefined;
    const key = keyIn(request, reply, ignoresStrangeKeys);
    if (key === null && options.needsKey)
      throw keyless(reply, access, keyField !== undefined && !isShort(request));
    const caller =
      key === null
        ? await stranger(request, reply, options)
        : await admitted(request, reply, await options.entrance.admit({ key }, !isCheap), log);
    // Where no key is needed, this machine's own users are the operator; not where a proxy on it brings everybody else.
    const isOwnUser = caller === anonymous && options.isOpen !== true;
    if (isOwnUser) refuseOtherNames(request, corsOrigins);
    if (access === 'operator' && !caller.isOperator && !isOwnUser) {
      throw key === null ? keyless(reply, access) : notOperator;
    }
    setCaller(request, caller);
  };
  app.addHook('onRequest', async (request, reply) => {
    if (!knownByBody(request)) await check(request, reply);
  });
  app.addHook('preValidation', async (request, reply) => {
    if (knownByBody(request)) await check(request, reply);
  });
}

// A browser without script can send a key in a form's field alone. So a form is read before it is known whose it is,
// which also lets a refusal give back what was typed; that takes none of the memory that bodies share, so whoever has no
// key keeps nobody else out.
const knownByBody = (request: FastifyRequest) =>
  request.routeOptions.config.keyField !== undefined && isShort(request);

const isShort = ({ headers }: FastifyRequest) =>
  Number(headers['content-length'] ?? Infinity) <= freeBodyBytes;

/** Lets a request in that anybody may make, within the rate of its address, which is apart from that of callers. */
async function countReader(
  request: FastifyRequest,
  reply: FastifyReply,
  { entrance, readRatePerMinute }: AccessOptions,
): Promise<void> {
  const address = addressOf(request);
  if (isLoopback(address)) return;
  await countOwner(request, reply, entrance, `reader:${addressOwner(address)}`, readRatePerMinute);
}

/** Takes a request without a key from the rate of its owner, in requests a minute; 0 is any number. */
async function countOwner(
  request: FastifyRequest,
  reply: FastifyReply,
  entrance: Entrance,
  owner: string,
  ratePerMinute: number,
): Promise<void> {
  if (ratePerMinute === 0) return;
  await admitted(request, reply, await entrance.admit({ owner, ratePerMinute }, false));
}

// Of a client that has hung up already nothing is known any more, so it gets nothing that depends on who it is.
function addressOf(request: FastifyRequest): string {
  const address: string | undefined = request.ip;
  if (address === undefined) throw new AppError('bad_request', { message: 'the connection ended' });
  return address;
}

// Whoever is on this machine costs no round trip.
async function stranger(
  request: FastifyRequest,
  reply: FastifyReply,
  { entrance, openRatePerMinute }: AccessOptions,
): Promise<Caller> {
  const address = addressOf(request);
  if (isLoopback(address)) return anonymous;
  const owner = addressOwner(address);
  await countOwner(request, reply, entrance, owner, openRatePerMinute);
  return { ...anonymous, owner };
}

// Being on this machine stands for a key here, and any web page is, by way of a browser: one whose name was pointed at
// this machine (DNS rebinding) is of the same origin as we are, and would read all there is.
function refuseOtherNames({ headers: { host } }: FastifyRequest, corsOrigins: readonly string[]): void {
  if (host === undefined || isOwnName(host, corsOrigins)) return;
  throw new AppError('forbidden', {
    field: 'host',
    message:
      'without an API key this machine must be called localhost or by its address; CELLBLOCK_CORS_ORIGINS allows other names',
  });
}

/** The log of a request says from where it comes, until a key says whose it is. */
function nameAddress(request: FastifyRequest): void {
  const address: string | undefined = request.ip;
  if (address === undefined || isLoopback(address)) return;
  request.log = request.log.child({ address: homeOf(address) });
}

/**
 * The caller that was let in; throws why not, with the headers that say when to come again. The log names the key: `log`
 * is what it was before anything was named.
 */
async function admitted(
  request: FastifyRequest,
  reply: FastifyReply,
  admission: Admission,
  log = request.log,
): Promise<Caller> {
  const grant = admission.kind === 'unknown' ? null : admission.grant;
  if (grant !== null) request.log = log.child({ key: grant.name });
  if ('rate' in admission) sayRate(reply, admission.rate);
  if (admission.kind !== 'in') throw refusal(reply, admission);
  whenOver(request, reply, admission.leave);
  return grant === null ? anonymous : callerWith(grant);
}

const callerWith = (grant: Grant): Caller => ({
  owner: ownerOf(grant),
  rank: grant.rank,
  limits: grant.limits,
  isOperator: grant.isOperator,
});

// The form of draft-ietf-httpapi-ratelimit-headers: of a policy its quota and window, of the quota what remains and
// in how many seconds it is whole again.
function sayRate(reply: FastifyReply, { perMinute, remaining, fullInMs }: Rate): void {
  reply.header('ratelimit-policy', `"requests";q=${perMinute};w=60`);
  reply.header('ratelimit', `"requests";r=${remaining};t=${Math.ceil(fullInMs / 1000)}`);
}

function refusal(reply: FastifyReply, admission: Exclude<Admission, { kind: 'in' }>): AppError {
  switch (admission.kind) {
    case 'unknown':
      return unauthorized(reply, 'this API key is not known; it may have been revoked');
    case 'expired':
      return unauthorized(reply, `this API key expired at ${admission.grant.expiresAt}; ask for a new one`);
    case 'rate':
      return tooMany(reply, admission.retryInMs, `at most ${admission.rate.perMinute} a minute`);
    case 'concurrency':
      return tooMany(reply, admission.retryInMs, `at most ${admission.grant?.concurrency} at once`);
  }
}

function tooMany(reply: FastifyReply, retryInMs: number, bound: string): AppError {
  reply.header('retry-after', Math.max(1, Math.ceil(retryInMs / 1000)));
  return new AppError('too_many_requests', { message: `too many requests: ${bound}` });
}

const remedy = 'send it as `Authorization: Bearer cb_...` or `X-API-Key: cb_...`';

const keyless = (reply: FastifyReply, access: 'operator' | undefined, isLongForm = false) =>
  isLongForm
    ? new AppError('too_large', {
        message: `a form with an API key must hold at most ${freeBodyBytes} bytes; for more ${remedy} to POST /run`,
      })
    : access === 'operator'
      ? unauthorized(reply, `an operator's API key is needed; ${remedy}, or as the password`, 'Basic')
      : unauthorized(reply, `an API key is needed; ${remedy}`);

const notOperator = new AppError('forbidden', { message: "this takes an operator's API key" });

function unauthorized(reply: FastifyReply, message: string, scheme = 'Bearer'): AppError {
  reply.header('www-authenticate', `${scheme} realm="cellblock"`);
  return new AppError('unauthorized', { message });
}

/** A field of the form, where the route has one for keys and the body is read. */
function fieldIn({ body, routeOptions }: FastifyRequest): unknown {
  const name = routeOptions.config.keyField;
  if (name === undefined || typeof body !== 'object' || body === null) return undefined;
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value.trim() : undefined;
}

/** A parameter of the query, where it is given once. */
function parameterIn({ query }: FastifyRequest, name: string | undefined): unknown {
  if (name === undefined || typeof query !== 'object' || query === null) return undefined;
  return Object.entries(query).find(([key]) => key === name)?.[1];
}

/**
 * The key that came with the request, null for none; AppError unauthorized for what can't be one. A browser asks its
 * user for a password where it can't send a header, so the password of `Basic` is taken for a key too.
 */
function keyIn(request: FastifyRequest, reply: FastifyReply, isLenient: boolean): string | null {
  const { headers } = request;
  const { keyHeader = [], keyParameter } = request.routeOptions.config;
  const [scheme = '', credentials = ''] = (headers.authorization ?? '').split(/ +/, 2);
  const isBearer = scheme.toLowerCase() === 'bearer';
  const named = [keyHeader, 'x-api-key'].flat().map((name) => headers[name]);
  const given = isBearer
    ? credentials
    : [...named, parameterIn(request, keyParameter), fieldIn(request)].find(Boolean);
  if (typeof given === 'string') {
    if (isKeyShaped(given)) return given;
    if (isLenient) return null;
    throw unauthorized(reply, `this is no API key: one is cb_ and 43 more characters; ${remedy}`);
  }
  if (scheme.toLowerCase() !== 'basic') return null;
  const password = Buffer.from(credentials, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
  return isKeyShaped(password) ? password : null;
}
