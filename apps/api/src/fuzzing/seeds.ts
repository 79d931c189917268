// The inputs that fuzzing begins with: a request of every kind that is meant to be answered.

import type { Input, Request } from './input.js';

const json = (body: unknown): Request => ({
  method: 'POST',
  target: '/run',
  headers: [
    ['host', 'x'],
    ['content-type', 'application/json'],
    ['content-length', 'auto'],
  ],
  body: Buffer.from(JSON.stringify(body)).toString('latin1'),
});

const bare = (target: string, body: string): Request => ({
  method: 'POST',
  target,
  headers: [
    ['host', 'x'],
    ['content-type', 'text/x-c'],
    ['accept', 'application/json, text/plain;q=0.5'],
    ['content-length', 'auto'],
  ],
  body,
});

const get = (target: string): Request => ({ method: 'GET', target, headers: [['host', 'x']], body: '' });

const chunked: Request = {
  method: 'POST',
  target: '/run',
  headers: [
    ['host', 'x'],
    ['content-type', 'text/x-c'],
    ['transfer-encoding', 'chunked'],
    ['expect', '100-continue'],
  ],
  body: '5\r\nint x\r\n1;e=1\r\n;\r\n0\r\nt: 1\r\n\r\n',
};

const fullest = json({
  files: [
    { path: 'main.c', content: '#include "a/b.h"\nint main(void) { return 0; }' },
    { path: 'a/b.h', content: 'LyogKi8=', encoding: 'base64' },
  ],
  stdin: 'AAH/',
  stdinEncoding: 'base64',
  args: ['a', 'b c'],
  compiler: {
    name: 'gcc',
    standard: 'gnu17',
    optimize: '2',
    warnings: ['all', 'extra'],
    defines: { A: '1', B: '' },
    libraries: ['m'],
    link: 'dynamic',
    sanitize: ['address'],
  },
  inputs: [{ path: 'data/in.txt', content: 'x' }],
  outputs: ['out.txt', 'data/out'],
  profile: 'processes',
  limits: { cpuMs: 100, wallMs: 1000, memoryBytes: 1 << 26, outputBytes: 10, processes: 4 },
  timings: true,
});

const lists: Request[][] = [
  [json({ source: 'int main(void) { return 0; }' })],
  [fullest],
  [json({ source: 'int main(void) { }', stdin: '\u00e9\u{1f600}', compiler: { link: 'static' } })],
  [bare('/run', 'int main(void) { return 0; }')],
  [bare('/run?std=c11&optimize=s&compiler=tcc&profile=sealed&args=a&args=b', 'int x = \u00ff;')],
  [chunked],
  [get('/'), get('/limits'), get('/health'), get('/version')],
  [bare('/run', 'int x;'), json({ source: '' }), get('/')],
  [{ ...get('/run'), method: 'HEAD' }],
  [{ ...get('/limits'), headers: [['connection', 'close']] }],
];

/** Each list of requests by injection and over a socket. */
export const seeds: Input[] = lists.flatMap((requests) =>
  (['inject', 'answered'] as const).map(
    (road): Input => ({ road, door: 'text', requests, edits: [], cuts: [] }),
  ),
);
