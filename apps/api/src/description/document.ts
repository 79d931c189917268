// The OpenAPI 3.1 document, made of the routes that there are and the schemas that they are checked by.

import { ErrorReply } from '@cellblock/contract';
import type { RouteOptions } from 'fastify';
import { z } from 'zod';
import type { App } from '../server.js';
import type { About } from './about.js';
import { answerHeaders, headerParameters } from './headers.js';
import { type Answer, refusalAnswers } from './refusals.js';
import { createSchemas, type Json, type Schemas } from './schemas.js';

const introduction = `Compiles and runs untrusted C, each program in a sandbox of its own.

Every program is answered with 200, however it fails: its verdict says how. Errors of a request are 4xx and name the
field; 503 comes with Retry-After. A path answers other methods with 405 and Allow, headers above 16 KiB with 431, and
a request that takes too long to arrive with 408. Accept chooses among the media types of an answer; one that names
none of them is passed over, and the answer comes as it does without. Any answer may come with these headers:
x-request-id; where requests are counted ratelimit and ratelimit-policy.`;

/** Remembers the routes that are added from now on. */
export function collectRoutes(app: App): readonly RouteOptions[] {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    if (route.config?.isRefusal === true || route.config?.about?.isHidden === true) return;
    if (route.method !== 'HEAD') routes.push(route);
  });
  return routes;
}

/** The document that describes these routes. `version` is that of the service. */
export function describeRoutes(routes: readonly RouteOptions[], version: string): Json {
  const schemas = createSchemas();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.url.replace(/:(\w+)/g, '{$1}');
    for (const method of [route.method].flat()) {
      paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(route, method, schemas) };
    }
  }
  const { components, ...document } = schemas.finish({
    openapi: '3.1.1',
    info: {
      title: 'Cellblock',
      version,
      description: introduction,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map((route) => aboutOf(route).tag))].map((name) => ({ name })),
    paths,
  });
  return { ...document, components: { ...components, securitySchemes } };
}

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API key, cb_ and 43 more characters.' },
  header: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'The same key.' },
};

const aboutOf = ({ config, url, method }: RouteOptions): About =>
  config?.about ?? { summary: `${[method].flat().join(', ')} ${url}`, tag: 'Service' };

function operationOf(route: RouteOptions, method: string, schemas: Schemas): Json {
  const { schema = {}, url, config } = route;
  const about = aboutOf(route);
  const isPost = method === 'POST';
  const parameters = [
    ...parametersOf(schema.params, 'path', schemas),
    ...parametersOf(schema.querystring, 'query', schemas).map(
      schema.body === undefined ? asItIs : besideBody,
    ),
    ...(isPost && config?.access === undefined ? [idempotencyKey] : []),
    ...headerParameters(about),
  ];
  const facts = {
    access: config?.access,
    isRated: config?.isRated === true,
    isPost,
    hasBody: schema.body !== undefined,
    hasParameters: parameters.length > 0,
    hasPathParameters: schema.params !== undefined,
    own: about.errors ?? [],
  };
  return {
    operationId: operationId(method, url),
    summary: about.summary,
    ...(about.description === undefined ? {} : { description: about.description }),
    tags: [about.tag],
    ...messagesOf(about, schemas),
    // Where no key is needed, none is asked for.
    security: config?.access === 'public' ? [] : [{}, { bearer: [] }, { header: [] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(schema.body === undefined ? {} : { requestBody: bodyOf(asZod(schema.body), about, schemas) }),
    responses: merged(answersOf(route, schemas), refusalAnswers(facts, schemas.add(ErrorReply, 'output'))),
  };
}

/** Both; where a status is an answer of the route's own as well as a refusal, it is one or the other. */
function merged(answers: Record<string, Answer>, refusals: Record<string, Answer>): Record<string, Answer> {
  const both = { ...refusals, ...answers };
  for (const [status, refusal] of Object.entries(refusals)) {
    const answer = answers[status];
    if (answer === undefined) continue;
    const { schema: own } = answer.content?.['application/json'] ?? {};
    const { schema: other, ...rest } = refusal.content?.['application/json'] ?? {};
    both[status] = {
      ...refusal,
      headers: { ...refusal.headers, ...answer.headers },
      description: `${answer.description} Or: ${refusal.description}`,
      content: {
        ...answer.content,
        'application/json': { ...rest, schema: { anyOf: [own, other] } },
      },
    };
  }
  return both;
}

function operationId(method: string, url: string): string {
  const words = url.split(/[/:.]+/).filter((word) => word !== '');
  return [method.toLowerCase(), ...(words.length === 0 ? ['home'] : words)]
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}

const idempotencyKey = {
  name: 'idempotency-key',
  in: 'header',
  required: false,
  description:
    'Your name for this request. Sent again within the time that answers are kept, it gets the same answer and runs nothing; another request under the same name is 409.',
  schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
};

// OpenAPI knows nothing of WebSockets, but lets others say what they know.
const messagesOf = ({ messages }: About, schemas: Schemas): Json =>
  messages === undefined
    ? {}
    : {
        'x-websocket': {
          client: { anyOf: messages.client.map((schema) => schemas.add(schema, 'input')) },
          server: { anyOf: messages.server.map((schema) => schemas.add(schema, 'output')) },
        },
      };

type Parameter = { schema: Json } & Json;

function parametersOf(schema: unknown, where: 'path' | 'query', schemas: Schemas): Parameter[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, member]) => {
    const { description, ...rest } = schemas.add(asZod(member), 'input');
    return {
      name,
      in: where,
      required: where === 'path' || !asZod(member).safeParse(undefined).success,
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

const asItIs = (parameter: Parameter) => parameter;

/**
 * An option of a bare source, its default in words: clients that are made from the document send the defaults that it
 * has, and beside JSON no option is taken.
 */
function besideBody({ schema: { default: unsaid = [], ...schema }, ...parameter }: Parameter): Parameter {
  const value = [unsaid].flat().join(' ') || 'none';
  return { ...parameter, description: `Of a bare source alone; ${value} where it is not said.`, schema };
}

function bodyOf(schema: z.ZodType, { examples = {}, takes = {} }: About, schemas: Schemas): Json {
  const named = Object.entries(examples).map(([name, value]) => [name, { value }]);
  const json = { schema: schemas.add(schema, 'input') };
  return {
    required: true,
    content: {
      'application/json': named.length === 0 ? json : { ...json, examples: Object.fromEntries(named) },
      ...textContent(takes),
    },
  };
}

function answersOf(route: RouteOptions, schemas: Schemas): Record<string, Answer> {
  const about = aboutOf(route);
  const { answers = {}, gives = {} } = about;
  const headers = answerHeaders(about);
  const declared = Object.entries(z.record(z.string(), z.unknown()).parse(route.schema?.response ?? {}));
  const successes = declared.filter(
    ([status]) => /^(?:101|[2-5]\d\d)$/.test(status) && !isErrorReply(status, declared),
  );
  const rows = successes.map(([status, schema]): [string, Answer] => {
    const description = descriptionOf(schema) ?? 'The answer.';
    if (schema instanceof z.ZodNull) return [status, { description: descriptionOf(schema) ?? nothingToSay }];
    const others = status === '200' ? textContent(gives) : {};
    if (schema instanceof z.ZodString) return [status, { description, ...headers, content: others }];
    const json = { schema: schemas.add(asZod(schema), 'output') };
    const example = answers[Number(status)];
    const own = example === undefined ? json : { ...json, example };
    return [status, { description, ...headers, content: { 'application/json': own, ...others } }];
  });
  if (rows.length > 0) return Object.fromEntries(rows);
  return { 200: { description: 'The answer.', content: textContent(gives) } };
}

const nothingToSay = 'Done; there is nothing to say.';

const isErrorReply = (status: string, declared: [string, unknown][]) =>
  declared.some(([name, schema]) => name === status && schema === ErrorReply);

const descriptionOf = (schema: unknown) => z.globalRegistry.get(asZod(schema))?.description;

const textContent = (types: Record<string, string>): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(types).map(([type, description]) => [
      type,
      { schema: { type: type === 'application/json' ? 'object' : 'string', description } },
    ]),
  );

function asZod(schema: unknown): z.ZodType {
  if (schema instanceof z.ZodType) return schema;
  throw new Error('a route has a schema that is not of zod');
}
