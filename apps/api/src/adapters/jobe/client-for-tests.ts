// Requests as Jobe's clients make them, to an API whose jobs a test answers.

import { after } from 'node:test';
import { z } from 'zod';
import { type Bench, type BenchOptions, benchOf } from '../../door-for-tests.js';

export const bases = ['/jobe/index.php/restapi', '/jobe/restapi', '/restapi'];

/** A run_spec that is well, with members in place of its own. */
export const specOf = (more: object = {}) => ({
  language_id: 'c',
  sourcecode: 'int main(void) { return 0; }',
  ...more,
});

/** What a run is answered with. */
export const Result = z.strictObject({
  run_id: z.literal('0').nullable(),
  outcome: z.int(),
  cmpinfo: z.string(),
  stdout: z.string(),
  stderr: z.string(),
});
export type Result = z.infer<typeof Result>;

export type Answer = { status: number; type: string; body: unknown };

export type JobeClient = Bench & {
  post(body: unknown, headers?: Record<string, string>): Promise<Answer>;
  run(spec: unknown, headers?: Record<string, string>): Promise<Answer>;
  ask(method: 'GET' | 'PUT' | 'HEAD', path: string, payload?: object | string): Promise<Answer>;
};

/** A client of an API that has Jobe's routes. */
export function jobeClient(options: BenchOptions = {}): JobeClient {
  const bench = benchOf({ adapters: ['jobe'], ...options });
  after(() => bench.app.close());
  const sent = async (
    method: 'GET' | 'PUT' | 'HEAD' | 'POST',
    path: string,
    payload?: object | string,
    headers: Record<string, string> = {},
  ) => {
    const reply = await bench.app.inject({
      method,
      url: path,
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    return {
      status: reply.statusCode,
      type: String(reply.headers['content-type'] ?? ''),
      body: reply.body === '' ? null : reply.json<unknown>(),
    };
  };
  const post: JobeClient['post'] = (body, headers) =>
    sent('POST', '/jobe/index.php/restapi/runs', JSON.stringify(body), headers);
  return {
    ...bench,
    post,
    run: (spec, headers) => post({ run_spec: spec }, headers),
    ask: (method, path, payload) => sent(method, path, payload),
  };
}
