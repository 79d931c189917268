// From zod to JSON Schema, with every schema that has an id as a component.
//
// What a client sends and what it gets differ: a default makes a field optional on the way in and certain on the way
// out. Where the two forms of a schema differ, the one for the way in is called `<id>Input`.

import { z } from 'zod';

export type Json = { [name: string]: unknown };
type Way = 'input' | 'output';

const refPrefix = '#/$defs/';

export type Schemas = {
  /** The schema's JSON Schema; its references are only right after `finish`. */
  add(schema: z.ZodType, way: Way): Json;
  /** The document with all references resolved, and its components. */
  finish<Document extends Json>(document: Document): Document & { components: { schemas: Json } };
};

/** An empty collection. */
export function createSchemas(): Schemas {
  const found: Record<Way, Map<string, Json>> = { input: new Map(), output: new Map() };
  return {
    add(schema, way) {
      const {
        $schema: _,
        $defs = {},
        ...root
      } = plain(z.toJSONSchema(schema, { io: way, unrepresentable: 'any' }));
      for (const [id, definition] of Object.entries(plain($defs))) found[way].set(id, component(definition));
      const id = z.globalRegistry.get(schema)?.id;
      if (id === undefined) return marked(root, way);
      // Its root may itself be a reference to where it was put.
      const { $ref } = root;
      if ($ref !== refPrefix + id) found[way].set(id, component(root));
      return { $ref: `${refPrefix}${way}/${id}` };
    },
    finish(document) {
      const unlike = idsThatDiffer(found);
      const nameOf = (way: Way, id: string) => (way === 'input' && unlike.has(id) ? `${id}Input` : id);
      const schemas: [string, unknown][] = [];
      for (const way of ['input', 'output'] as const) {
        for (const [id, definition] of found[way]) {
          schemas.push([nameOf(way, id), resolved(marked(definition, way), nameOf)]);
        }
      }
      schemas.sort(([one], [other]) => (one < other ? -1 : 1));
      return { ...resolved(document, nameOf), components: { schemas: Object.fromEntries(schemas) } };
    },
  };
}

/**
 * The JSON Schema of one schema by itself, with all that it refers to in its $defs. What it takes is at its top, also
 * where zod has the top refer to a definition: not everybody who reads one alone follows that.
 */
export function schemaAlone(schema: z.ZodType, way: Way): Json {
  const {
    $schema: _,
    $defs = {},
    ...root
  } = plain(z.toJSONSchema(schema, { io: way, unrepresentable: 'any' }));
  const { $ref, ...rest } = component(root);
  const definitions = new Map(Object.entries(plain($defs)).map(([id, each]) => [id, component(each)]));
  const name = typeof $ref === 'string' ? $ref.slice(refPrefix.length) : '';
  const top = definitions.get(name);
  if (top === undefined) return { ...component(root), $defs: Object.fromEntries(definitions) };
  definitions.delete(name);
  return { ...top, ...rest, $defs: Object.fromEntries(definitions) };
}

// A copy without zod's own wrappings.
const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value));

function component(definition: unknown): Json {
  const { id: _id, $id: _$id, ...rest } = plain(definition);
  return rest;
}

/** Says in every reference for which way it is meant. */
const marked = (json: Json, way: Way): Json =>
  mapRefs(json, (ref) =>
    ref.startsWith(refPrefix) ? `${refPrefix}${way}/${ref.slice(refPrefix.length)}` : ref,
  );

function resolved<Document extends Json>(json: Document, nameOf: (way: Way, id: string) => string): Document {
  return mapRefs(json, (ref) => {
    const [, way, id] = /^#\/\$defs\/(input|output)\/(.+)$/.exec(ref) ?? [];
    if (id === undefined) return ref;
    return `#/components/schemas/${nameOf(way === 'input' ? 'input' : 'output', id)}`;
  });
}

function mapRefs<Value>(value: Value, change: (ref: string) => string): Value {
  return JSON.parse(JSON.stringify(value), (key, member: unknown) =>
    key === '$ref' && typeof member === 'string' ? change(member) : member,
  );
}

/** The schemas whose two forms differ, themselves or in something they refer to. */
function idsThatDiffer({ input, output }: Record<Way, Map<string, Json>>): Set<string> {
  const shared = [...input.keys()].filter((id) => output.has(id));
  const text = (id: string, way: Map<string, Json>) => JSON.stringify(way.get(id));
  const unlike = new Set(shared.filter((id) => text(id, input) !== text(id, output)));
  const refersToUnlike = (id: string) =>
    [...unlike].some((other) => text(id, input).includes(`"${refPrefix}${other}"`));
  for (let before = -1; before !== unlike.size; ) {
    before = unlike.size;
    for (const id of shared) if (refersToUnlike(id)) unlike.add(id);
  }
  return unlike;
}
