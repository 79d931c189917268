// Piston's API through the whole service: what its clients send, and its WebSocket.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, suite, test } from 'node:test';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { type Service, startService } from './service.js';
import { until } from './until.js';

const Frame = z.looseObject({
  type: z.string(),
  stage: z.string().optional(),
  stream: z.string().optional(),
  data: z.string().optional(),
  code: z.number().nullish(),
});
const Stage = z.looseObject({
  stdout: z.string(),
  code: z.number().nullable(),
  status: z.string().nullable(),
});
const Answer = z.looseObject({ run: Stage, compile: Stage });

const echo = `#include <stdio.h>
int main(void) { char line[64]; setvbuf(stdout, 0, _IONBF, 0); printf("name? "); fgets(line, 64, stdin); printf("hi %s", line); return 4; }`;
const caught = `#include <signal.h>
#include <unistd.h>
static void on(int number) { (void)number; write(1, "got it\\n", 7); _exit(5); }
int main(void) { signal(SIGUSR1, on); write(1, "ready\\n", 6); for (;;) pause(); }`;

suite('Piston', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service.stop());

  const execute = async (files: object[], more: object = {}) => {
    const response = await fetch(`${service.url}/api/v2/execute`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ language: 'c', version: '*', files, ...more }),
    });
    return Answer.parse(await response.json());
  };

  /** Opens the WebSocket; what was said so far, and waiting for more of it. */
  async function connect() {
    const socket = new WebSocket(`${service.url.replace('http', 'ws')}/api/v2/connect`);
    const frames: z.infer<typeof Frame>[] = [];
    socket.on('message', (data) => frames.push(Frame.parse(JSON.parse(String(data)))));
    const closed = once(socket, 'close').then(([code]) => Number(code));
    await once(socket, 'open');
    const say = (message: object) => socket.send(JSON.stringify(message));
    const text = () => frames.flatMap((frame) => (frame.stream === 'stdout' ? [frame.data] : [])).join('');
    const heard = (wanted: string) =>
      until(wanted, async () => (text().includes(wanted) ? true : null), 30_000);
    const init = (content: string, more: object = {}) =>
      say({ type: 'init', language: 'c', version: '*', files: [{ name: 'main.c', content }], ...more });
    return { socket, frames, closed, say, init, heard, text };
  }

  test('several files are compiled, others lie beside the program, and it may fork', async () => {
    const { run, compile } = await execute([
      {
        name: 'main.c',
        content: `#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int answer(void);
int main(void) {
  int status; char text[9] = "";
  if (fork() == 0) return 1;
  wait(&status);
  fgets(text, 9, fopen("data.txt", "r"));
  printf("%d %s", answer() + WEXITSTATUS(status), text);
}`,
      },
      { name: 'lib/answer.c', content: 'int answer(void) { return 41; }' },
      { name: 'data.txt', content: Buffer.from('data').toString('hex'), encoding: 'hex' },
    ]);
    assert.equal(compile.code, 0);
    assert.equal(run.stdout, '42 data');
  });

  // As Piston's own command line sends it: with -f the others first, and every field there, empty or not.
  const run = (content: string) => ({
    ...{ language: 'c', version: '*', args: ['one', 'two'], compile_timeout: 10_000, run_timeout: 3000 },
    files: [
      { name: 'more.c', content: 'int more(void) { return 3; }\n', encoding: 'utf8' },
      { name: 'bytes', content: Buffer.from([255]).toString('base64'), encoding: 'base64' },
      { name: 'main.c', content, encoding: 'utf8' },
    ],
  });
  const greeting = `#include <stdio.h>
int more(void);
int main(int n, char **v) { char line[64]; printf("name? "); fflush(stdout); fgets(line, 64, stdin); printf("%s %d %s", v[n - 1], more(), line); return 3; }
`;

  test('its command line runs a file, with others, arguments and input', async () => {
    const response = await fetch(`${service.url}/api/v2/execute`, {
      method: 'POST',
      headers: { accept: 'application/json, text/plain, */*', 'content-type': 'application/json' },
      body: JSON.stringify({ ...run(greeting), stdin: 'Ada\n' }),
    });
    const { compile, run: ran } = Answer.parse(await response.json());
    assert.deepEqual([compile.code, ran.stdout, ran.code], [0, 'name? two 3 Ada\n', 3]);
  });

  test('its command line runs a file by -t, and passes its own signals on', async () => {
    const { frames, say, heard, closed, text } = await connect();
    say({ type: 'init', ...run(greeting) });
    await heard('name? ');
    for (const signal of ['SIGCHLD', 'SIGWINCH', 'SIGCONT']) say({ type: 'signal', signal });
    say({ type: 'data', stream: 'stdin', data: 'Ada\n' });
    assert.equal(await closed, 4999);
    assert.equal(text(), 'name? two 3 Ada\n');
    assert.equal(frames.at(-1)?.code, 3);
  });

  test('a program over its time is told so', async () => {
    const spinning = [{ name: 'main.c', content: 'int main(void) { for (;;); }' }];
    assert.equal((await execute(spinning, { run_cpu_time: 100 })).run.status, 'TO');
  });

  test('a WebSocket carries stages, data both ways, and the end', async () => {
    const { frames, init, say, heard, closed } = await connect();
    init(echo);
    await heard('name? ');
    say({ type: 'data', stream: 'stdin', data: 'Ada\n' });
    assert.equal(await closed, 4999);
    const types = frames.map(({ type, stage }) => (stage === undefined ? type : `${type} ${stage}`));
    assert.deepEqual(
      types.filter((type) => type !== 'data'),
      ['runtime', 'stage compile', 'exit compile', 'stage run', 'exit run'],
    );
    assert.deepEqual(frames.at(-1), {
      ...{ type: 'exit', stage: 'run', code: 4, signal: null, error: 'Exited with error status 4' },
    });
  });

  test('signals reach the program', async () => {
    const { frames, init, say, heard, closed } = await connect();
    init(caught);
    await heard('ready');
    say({ type: 'signal', signal: 'SIGUSR1' });
    await heard('got it');
    assert.equal(await closed, 4999);
    assert.equal(frames.at(-1)?.code, 5);
  });

  test('whoever hangs up ends the program', async () => {
    const { init, heard, socket } = await connect();
    init(caught, { run_timeout: 60_000 });
    await heard('ready');
    socket.close();
    const idle = async () => ((await service.health())?.queue.active === 0 ? true : null);
    await until('nothing runs any more', idle, 10_000);
  });

  for (const [title, code, messages] of [
    ['a second init', 4000, [{ type: 'init' }, { type: 'init' }]],
    ['nothing', 4001, []],
    ['an init that is refused', 4002, [{ type: 'init', language: 'c' }]],
    ['no init first', 4003, [{ type: 'data', stream: 'stdin', data: 'x' }]],
    ['another stream', 4004, [{ type: 'init' }, { type: 'data', stream: 'stdout', data: 'x' }]],
    ['an unknown signal', 4005, [{ type: 'init' }, { type: 'signal', signal: 'SIGNAL' }]],
  ] as const) {
    test(`${title} closes the connection with ${code}`, async () => {
      const { say, closed, frames } = await connect();
      const whole = { language: 'c', version: '*', files: [{ name: 'main.c', content: caught }] };
      for (const message of messages)
        say(code === 4002 ? message : { ...(message.type === 'init' ? whole : {}), ...message });
      assert.equal(await closed, code);
      if (code === 4002)
        assert.deepEqual(frames, [{ type: 'error', message: 'version is required as a string' }]);
    });
  }
});
