// The description as a page for people: plain HTML made on the server, without a script.

import { z } from 'zod';
import { escaped } from '../page/escaped.js';
import { pageStyle } from './page-style.js';

// What the page reads of an OpenAPI document.
const Schema = z.record(z.string(), z.unknown());
type Schema = z.infer<typeof Schema>;
const Content = z.record(
  z.string(),
  z.object({
    schema: Schema,
    example: z.unknown().optional(),
    examples: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
  }),
);
const Operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  description: z.string().default(''),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean(),
        description: z.string().default(''),
        schema: Schema,
      }),
    )
    .default([]),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: Content.default({}) })),
});
type Operation = z.infer<typeof Operation>;
const Document = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), Schema) }),
});

/** The page for an OpenAPI document; throws where it is none. */
export function pageOf(document: unknown): string {
  const { info, paths, components } = Document.parse(document);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const contents = operations.map(
    ({ path, method, operation }) =>
      `<li><a href="#${escaped(operation.operationId)}"><span class="method">${method}</span> <code>${escaped(path)}</code></a> ${escaped(operation.summary)}</li>`,
  );
  const sections = operations.map(({ path, method, operation }) => section(method, path, operation));
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<h3 id="schema-${escaped(name)}">${escaped(name)}</h3>${described(schema)}${shape(schema)}`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(info.title)} ${escaped(info.version)}</title><style>${pageStyle}</style></head>
<body><h1>${escaped(info.title)} ${escaped(info.version)}</h1>
${paragraphs(info.description)}
<p>The same for programs: <a href="/openapi.json">openapi.json</a></p>
<ul>${contents.join('\n')}</ul>
<h2>Routes</h2>${sections.join('\n')}
<h2>Schemas</h2>${schemas.join('\n')}
</body></html>
`;
}

function section(method: string, path: string, operation: Operation): string {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  return [
    `<h3 id="${escaped(operationId)}"><span class="method">${method}</span> <code>${escaped(path)}</code></h3>`,
    `<p>${escaped(summary)}.</p>${paragraphs(description)}`,
    parameters.length === 0
      ? ''
      : table(
          parameters.map(({ name, in: where, required, schema, description }) => [
            `<code>${escaped(name)}</code>`,
            `${escaped(where)}${required ? ', required' : ''}`,
            `${type(schema)} ${escaped(description)}`,
          ]),
        ),
    requestBody === undefined ? '' : `<p>It takes:</p>${content(requestBody.content)}`,
    '<p>It answers:</p>',
    table(
      Object.entries(responses).map(([status, answer]) => [
        `<code>${escaped(status)}</code>`,
        `${escaped(answer.description)}${status < '400' ? content(answer.content) : ''}`,
      ]),
    ),
  ].join('\n');
}

function content(types: z.infer<typeof Content>): string {
  return Object.entries(types)
    .map(([name, { schema, example, examples }]) => {
      const values = [
        ...Object.entries(examples),
        ...(example === undefined ? [] : [['Example', { value: example }] as const]),
      ];
      const shown = values.map(
        ([title, { value }]) =>
          `<details><summary>${escaped(title)}</summary><pre>${escaped(JSON.stringify(value, null, 2))}</pre></details>`,
      );
      return `<p><code>${escaped(name)}</code>: ${type(schema)} ${described(schema)}</p>${shown.join('')}`;
    })
    .join('\n');
}

/** A schema's own members as a table, or its type where it has none. */
function shape(schema: Schema): string {
  const { properties: members, required: names } = schema;
  const properties = z.record(z.string(), Schema).safeParse(members);
  if (!properties.success) return `<p>${type(schema)}</p>`;
  const required = z.array(z.string()).catch([]).parse(names);
  return table(
    Object.entries(properties.data).map(([name, member]) => [
      `<code>${escaped(name)}</code>${required.includes(name) ? '' : ' <small>optional</small>'}`,
      `${type(member)} ${described(member)}`,
    ]),
  );
}

const bounds: Record<string, string> = {
  minimum: 'at least',
  maximum: 'at most',
  minLength: 'length at least',
  maxLength: 'length at most',
  minItems: 'items at least',
  maxItems: 'items at most',
  default: 'default',
};

/** What values a schema takes, in a few words. */
function type(schema: Schema): string {
  const { $ref, anyOf, oneOf, items, additionalProperties, const: only, enum: values, type: name } = schema;
  if (typeof $ref === 'string') {
    const id = escaped($ref.split('/').at(-1) ?? '');
    return `<a href="#schema-${id}">${id}</a>`;
  }
  const options = z.array(Schema).safeParse(anyOf ?? oneOf);
  if (options.success) return options.data.map(type).join(' or ');
  if (only !== undefined) return `<code>${escaped(JSON.stringify(only))}</code>`;
  if (Array.isArray(values)) return choices(values);
  const limits = Object.entries(bounds)
    .filter(([bound]) => schema[bound] !== undefined && !isUnbounded(schema[bound]))
    .map(([bound, words]) => `${words} ${escaped(JSON.stringify(schema[bound]))}`);
  const inner = Schema.safeParse(name === 'array' ? items : additionalProperties);
  const of = inner.success && (name === 'array' || name === 'object') ? ` of ${type(inner.data)}` : '';
  return `${escaped(String(name ?? 'any value'))}${of}${limits.length === 0 ? '' : ` (${limits.join(', ')})`}`;
}

const mostShown = 50;

/** The values themselves; of very many the first, as the document has the others. */
function choices(values: readonly unknown[]): string {
  const shown = values.length > mostShown ? values.slice(0, mostShown) : values;
  const list = shown.map((value) => `<code>${escaped(JSON.stringify(value))}</code>`).join(', ');
  return shown === values ? list : `${list} and ${values.length - mostShown} more: see /openapi.json`;
}

// What JavaScript can count exactly is no bound that means anything.
const isUnbounded = (value: unknown) => Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;

const described = ({ description }: Schema) => (typeof description === 'string' ? escaped(description) : '');

const table = (rows: string[][]) =>
  `<table>${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}</table>`;

const paragraphs = (prose: string) =>
  prose
    .split('\n\n')
    .filter((each) => each !== '')
    .map((each) => `<p>${escaped(each)}</p>`)
    .join('\n');
