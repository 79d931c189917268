// The contract between the document and the server: neither says what the other doesn't.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { METHODS } from 'node:http';
import { before, describe, it } from 'node:test';
import { AppError, type ErrorCode, errorMessages, warnings } from '@cellblock/contract';
import type { PostedJob } from '@cellblock/queue';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import { benchOf, outcomeOf } from '../door-for-tests.js';
import { errorRows } from '../errors.js';
import type { App } from '../server.js';

const Named = z.record(z.string(), z.object({ value: z.unknown() }));
const Content = z.record(
  z.string(),
  z.looseObject({ schema: z.unknown(), example: z.unknown().optional(), examples: Named.optional() }),
);
const Operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  requestBody: z.object({ content: Content }).optional(),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        schema: z.looseObject({ default: z.unknown().optional() }),
      }),
    )
    .default([]),
  responses: z.record(
    z.string(),
    z.object({
      description: z.string(),
      headers: z.record(z.string(), z.unknown()).default({}),
      content: Content.optional(),
    }),
  ),
});
const Document = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});
type Document = z.infer<typeof Document>;
type Operation = z.infer<typeof Operation> & { method: string; path: string };

const documentOf = async (app: App) => Document.parse((await app.inject('/openapi.json')).json());

const operationsOf = ({ paths }: Document): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      path,
      method: method.toUpperCase(),
    })),
  );

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);

const urlOf = (path: string) => path.replace(/\{\w+\}/g, '7c9e6679-7425-40de-944b-e07fc1f90ae7');

const compiled = new Map<string, ValidateFunction>();

/** Why a value is not what a schema of the document says; null where it is. */
function complaintOf({ components: { schemas: $defs } }: Document, schema: unknown, value: unknown) {
  const text = JSON.stringify({ allOf: [schema], $defs }).replaceAll('#/components/schemas/', '#/$defs/');
  const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text));
  compiled.set(text, validate);
  return validate(value) ? null : JSON.stringify(validate.errors);
}

const job: PostedJob = {
  id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  kind: 'run',
  owner: 'anonymous',
  rank: 'grading',
  state: 'queued',
  position: 0,
  createdAt: 0,
  startedAt: null,
  endedAt: null,
  expiresAt: 1,
  error: null,
};

/** Whether a header is a route's own, and not one of every answer or of HTTP's. */
const isOwnHeader = (name: string) => /^(cellblock-|location$|retry-after$)/.test(name);

/** Asserts that the document has this reply: its status, its own headers, its media type, and what is in it. */
function assertDocumented(document: Document, operation: Operation, reply: LightMyRequestResponse): void {
  const name = `${operation.method} ${operation.path}: ${reply.statusCode}`;
  const answer = operation.responses[reply.statusCode] ?? assert.fail(`${name} is not in the document`);
  for (const header of Object.keys(reply.headers).filter(isOwnHeader))
    assert.ok(Object.hasOwn(answer.headers, header), `${name} ${header} is not in the document`);
  if (reply.statusCode === 204) {
    assert.equal(reply.body, '');
    return;
  }
  const [mediaType = ''] = String(reply.headers['content-type']).split(';');
  const content = answer.content?.[mediaType] ?? assert.fail(`${name} ${mediaType} is not in the document`);
  const value = mediaType === 'application/json' ? reply.json() : reply.body;
  assert.equal(complaintOf(document, content.schema, value), null, name);
}

describe('the OpenAPI document', () => {
  let document: Document;
  let operations: Operation[];
  before(async () => {
    document = await documentOf(benchOf().app);
    operations = operationsOf(document);
  });

  it('is OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    assert.ok(valid, JSON.stringify(errors));
    assert.match(document.openapi, /^3\.1\./);
  });

  it('names every operation once and summarises it', () => {
    const ids = operations.map(({ operationId }) => operationId);
    assert.equal(new Set(ids).size, ids.length);
    for (const { summary, operationId } of operations) assert.ok(summary.length > 10, operationId);
  });

  it('refers to nothing that is not there, and has nothing that nobody refers to', () => {
    const refs = new Set(JSON.stringify(document).match(/#\/components\/schemas\/\w+/g));
    const names = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    assert.deepEqual([...refs].sort(), names.sort());
  });

  it('has examples that are what their schemas say', () => {
    let examples = 0;
    for (const { operationId, requestBody, responses } of operations) {
      const contents = [requestBody?.content, ...Object.values(responses).map(({ content }) => content)];
      for (const content of contents.flatMap((each) => Object.values(each ?? {}))) {
        const values = Object.values(content.examples ?? {}).map(({ value }) => value);
        for (const value of [...values, ...(content.example === undefined ? [] : [content.example])]) {
          assert.equal(complaintOf(document, content.schema, value), null, operationId);
          examples += 1;
        }
      }
    }
    assert.ok(examples > 20, String(examples));
  });

  it('has no default that a client would send beside JSON, which is refused then', () => {
    for (const { operationId, parameters } of operations.filter(
      ({ requestBody }) => requestBody !== undefined,
    ))
      for (const { name, schema } of parameters)
        assert.equal(schema.default, undefined, `${operationId} ${name}`);
  });

  it('says what a parameter looks like that is read by a pattern', () => {
    const schemas = new Map(
      operations.flatMap((one) => one.parameters.map((each) => [each.name, each.schema])),
    );
    const fits = (name: string, text: string) => complaintOf(document, schemas.get(name), text) === null;
    assert.deepEqual([fits('wait', '30s'), fits('wait', '')], [true, false]);
    assert.deepEqual([fits('idempotency-key', 'a-1'), fits('idempotency-key', 'a 1')], [true, false]);
  });

  it('has an example of what each route for programs and jobs answers', () => {
    const answersOf = ({ responses }: Operation) =>
      Object.entries(responses).filter(([status]) => status.startsWith('20') && status !== '204');
    for (const operation of operations.filter(({ path }) => /^\/(run|jobs|grade|batch)/.test(path))) {
      const isExemplified = answersOf(operation).every(([, { content = {} }]) => {
        const json = content['application/json'];
        return json === undefined || json.example !== undefined;
      });
      assert.ok(isExemplified, operation.operationId);
    }
  });

  for (const [method, path, name] of [
    ['GET', '/jobs/{id}/events', 'last-event-id'],
    ['DELETE', '/pastes/{id}', 'cellblock-delete-secret'],
    ['POST', '/run', 'idempotency-key'],
  ]) {
    it(`has the header ${name} of ${method} ${path}`, () => {
      const operation = operations.find((each) => each.method === method && each.path === path);
      assert.ok(operation?.parameters.some((each) => each.name === name && each.in === 'header'));
    });
  }

  for (const [path, status] of [
    ['/jobs', '202'],
    ['/pastes', '201'],
  ] as const) {
    it(`says that POST ${path} tells where what was made is found`, () => {
      const operation = operations.find((each) => each.method === 'POST' && each.path === path);
      assert.ok(Object.hasOwn(operation?.responses[status]?.headers ?? {}, 'location'));
    });
  }

  it('has every route of the server', async () => {
    const { app } = benchOf();
    await app.ready();
    const lines = app.printRoutes({ commonPrefix: false, includeHooks: false }).split('\n');
    const paths: string[] = [];
    const served: string[] = [];
    for (const line of lines) {
      const [, indent = '', part = '', methods = ''] =
        /^([│ ]*)[├└]── (.*?) ?(?:\((.*)\))?$/.exec(line) ?? [];
      const depth = indent.length / 4;
      paths.length = depth;
      paths.push(part);
      if (methods !== '') served.push(paths.join(''));
    }
    const documented = operations.map(({ path }) => path.replace(/\{(\w+)\}/g, ':$1'));
    const missing = served.filter((path) => !documented.includes(path) && !hidden.includes(path));
    assert.deepEqual(missing, []);
    for (const path of Object.keys(document.paths)) {
      const reply = await app.inject({ method: 'PROPFIND' as never, url: urlOf(path) });
      const allowed = String(reply.headers.allow)
        .split(', ')
        .filter((method) => method !== 'HEAD' && method !== hiddenMethods[path]);
      const known = operations.filter((each) => each.path === path).map(({ method }) => method);
      assert.deepEqual(known.sort(), allowed.sort(), path);
    }
  });

  it('has no route that the server has not', async () => {
    const { app } = benchOf();
    await app.ready();
    for (const { method, path } of operations) {
      assert.ok(METHODS.includes(method));
      assert.ok(app.hasRoute({ method: method as 'GET', url: path.replace(/\{(\w+)\}/g, ':$1') }), path);
    }
  });

  for (const code of Object.keys(errorMessages) as ErrorCode[]) {
    it(`has ${code} wherever it says so, in the form that the server gives it`, async () => {
      const bench = benchOf();
      bench.app.addHook('onRequest', async () => {
        throw new AppError(code, { message: 'of the test' });
      });
      for (const operation of operations) {
        const { status } = errorRows[code];
        if (!operation.responses[status]?.description.includes(`${code}:`)) continue;
        const { method, path } = operation;
        const reply = await bench.app.inject({ method: method as 'GET', url: urlOf(path) });
        assert.equal(reply.statusCode, status);
        assertDocumented(document, operation, reply);
      }
    });
  }

  it('has what each route really answers', async () => {
    const worker = {
      id: 'w',
      ready: true,
      sandbox: {},
      rootfs: 'r',
      compilers: { gcc: '12' },
      concurrency: 1,
      programs: 2,
    };
    const { app } = benchOf({
      submit: async ({ id }) => ({ ...outcomeOf('5\n'), head: { ...outcomeOf('').head, id } }),
      status: { workers: [worker] },
      posted: { post: async () => job, find: async () => job, cancel: async () => true },
    });
    const full = async () => {
      throw new AppError('queue_full');
    };
    const { app: idle } = benchOf({ submit: full, posted: { post: full } });
    for (const operation of operations) {
      const { method, path, requestBody } = operation;
      const json = requestBody?.content['application/json'];
      const bodies = Object.values(json?.examples ?? {}).map(({ value }) => value as object);
      for (const body of json === undefined ? [undefined] : [...bodies, {}]) {
        for (const server of [app, idle]) {
          const reply = await server.inject({
            method: method as 'GET',
            url: urlOf(path),
            ...(body === undefined ? {} : { payload: body }),
          });
          assertDocumented(document, operation, reply);
        }
      }
    }
  });

  it('has 429 wherever requests are counted', async () => {
    const rate = { perMinute: 60, remaining: 0, fullInMs: 60_000 };
    const { app } = benchOf({ admit: () => ({ kind: 'rate', grant: null, rate, retryInMs: 1000 }) });
    for (const operation of operations) {
      const { method, path } = operation;
      const remoteAddress = '192.0.2.9';
      const reply = await app.inject({ method: method as 'GET', url: urlOf(path), remoteAddress });
      if (reply.statusCode === 429) assertDocumented(document, operation, reply);
      else assert.equal(operation.responses[429], undefined, `${method} ${path}`);
    }
  });

  it('has 403 wherever this host may be called by a name of its own alone', async () => {
    const { app } = benchOf();
    for (const operation of operations) {
      const { method, path } = operation;
      const headers = { host: 'cellblock.example.com' };
      const reply = await app.inject({ method: method as 'GET', url: urlOf(path), headers });
      if (reply.statusCode === 403) assertDocumented(document, operation, reply);
    }
  });

  for (const [what, request, options] of [
    ['no key', { url: '/run', method: 'POST' }, { needsKey: true }],
    ['a key that is none', { url: '/run', method: 'POST', headers: { 'x-api-key': 'x' } }, {}],
    ['no body', { url: '/run', method: 'POST' }, {}],
    [
      'a body that is no JSON',
      { url: '/run', method: 'POST', payload: '{', headers: { 'content-type': 'application/json' } },
      {},
    ],
    ['a wrong field', { url: '/run', method: 'POST', payload: { source: 1 } }, {}],
    [
      'a bare source',
      { url: '/run', method: 'POST', payload: 'int main;', headers: { 'content-type': 'text/x-c' } },
      {},
    ],
    [
      'a bare source, for bytes',
      {
        url: '/run',
        method: 'POST',
        payload: 'int main;',
        headers: { 'content-type': 'text/x-c', accept: 'application/octet-stream' },
      },
      {},
    ],
    [
      'too large a body',
      {
        url: '/run',
        method: 'POST',
        payload: 'x',
        headers: { 'content-type': 'text/x-c', 'content-length': '99999999' },
      },
      {},
    ],
    ['an encoded request', { url: '/limits', method: 'GET', headers: { 'content-encoding': 'gzip' } }, {}],
    [
      'a name that is none',
      { url: '/run', method: 'POST', payload: { source: '' }, headers: { 'idempotency-key': '' } },
      {},
    ],
  ] as const) {
    it(`has what ${what} is answered with`, async () => {
      const reply = await benchOf(options).app.inject(request);
      const operation = operations.find(
        ({ path, method }) => path === request.url && method === request.method,
      );
      assertDocumented(document, operation ?? assert.fail(), reply);
    });
  }
});

// The page and what belongs to it, which is for people.
const hidden: readonly string[] = ['/p/:id', '/p/:id/embed', '/recent', '/assets/:file'];
const hiddenMethods: Record<string, string> = { '/': 'POST' };

describe('GET /docs', () => {
  it('is a page with every operation, and needs nothing from elsewhere', async () => {
    const { app } = benchOf();
    const page = await app.inject('/docs');
    assert.match(String(page.headers['content-type']), /^text\/html/);
    for (const { operationId } of operationsOf(await documentOf(app))) {
      assert.ok(page.body.includes(`id="${operationId}"`), operationId);
    }
    assert.doesNotMatch(page.body, /<script|<img|<link|@import|url\(|\son\w+=|\sstyle=|javascript:/i);
    assert.doesNotMatch(page.body, /(?:src|href)="(?!#|\/)/);
    assert.doesNotMatch(page.body, /[^;]undefined|\[object/);
  });

  it('shows the first of very many values', async () => {
    const { body } = await benchOf().app.inject('/docs');
    const first = warnings.slice(0, 50).map((name) => `<code>&quot;${name}&quot;</code>`);
    assert.ok(body.includes(`${first.join(', ')} and ${warnings.length - 50} more`));
    assert.doesNotMatch(body, /no-error=vla/);
  });

  it('has a policy that allows its own style and nothing else', async () => {
    const page = await benchOf().app.inject('/docs');
    const style = /<style>([\s\S]*)<\/style>/.exec(page.body)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = String(page.headers['content-security-policy']);
    assert.match(policy, /^default-src 'none'; style-src 'sha256-/);
    assert.ok(policy.includes(`'sha256-${hash}'`));
    assert.doesNotMatch(policy, /unsafe|http|\*/);
  });
});
