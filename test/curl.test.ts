// POST /run as people with curl meet it: the bare source in, the program's output out, the rest in headers.

import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { ErrorReply, Result } from '@cellblock/contract';
import { curl } from './curl.js';
import { type Service, startService } from './service.js';

const sourceType = ['-H', 'content-type: text/x-c'];
const hello = '#include <stdio.h>\nint main(void) { puts("Hello, world!"); return 0; }\n';

suite('curl --data-binary', { concurrency: 2 }, () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service.stop());

  const send = (source: string | Buffer, query = '', options: string[] = sourceType) =>
    curl(['--data-binary', '@program.c', ...options, `${service.url}/run${query}`], { 'program.c': source });

  test('hello world is answered with its output and nothing else', async () => {
    const { status, headers, body } = await send(hello);
    assert.equal(status, 200);
    assert.equal(body.toString(), 'Hello, world!\n');
    assert.match(headers.get('content-type') ?? '', /^text\/plain/);
    assert.equal(headers.get('cellblock-verdict'), 'ok');
    assert.equal(headers.get('cellblock-exit-code'), '0');
    assert.equal(headers.get('cellblock-truncated'), 'none');
    assert.ok(Number(headers.get('cellblock-memory-bytes')) > 0);
  });

  test('the exit status is in a header, stderr among the output', async () => {
    const source = '#include <stdio.h>\nint main(void) { fputs("no such town\\n", stderr); return 4; }';
    const { status, headers, body } = await send(source);
    assert.equal(status, 200);
    assert.equal(body.toString(), 'no such town\n');
    assert.equal(headers.get('cellblock-verdict'), 'exit_nonzero');
    assert.equal(headers.get('cellblock-exit-code'), '4');
  });

  test('what does not compile is answered with the diagnostics', async () => {
    const { status, headers, body } = await send('int main(void) { return zero; }\n');
    assert.equal(status, 200);
    assert.match(body.toString(), /main\.c:1:\d+: error: .*zero.* undeclared/);
    assert.equal(headers.get('cellblock-verdict'), 'compile_error');
    assert.equal(headers.get('cellblock-exit-code'), null);
  });

  test('a forbidden call is named in a header', async () => {
    const source = '#include <sys/socket.h>\nint main(void) { return socket(AF_INET, SOCK_STREAM, 0); }';
    const { headers } = await send(source);
    assert.equal(headers.get('cellblock-verdict'), 'forbidden_syscall');
    assert.equal(headers.get('cellblock-message'), 'Disallowed system call: SYS_socket');
  });

  test('a crash names its signal in a header', async () => {
    const { headers } = await send('int main(void) { *(volatile int *)0 = 1; }');
    assert.equal(headers.get('cellblock-verdict'), 'signal');
    assert.equal(headers.get('cellblock-signal'), 'SIGSEGV');
  });

  test('options are in the query, arguments in their order', async () => {
    const source = `#include <stdio.h>
      int main(int argc, char **argv) {
        printf("%ld %d", __STDC_VERSION__, argc);
        for (int i = 1; i < argc; i++) printf(" [%s]", argv[i]);
        return 0;
      }`;
    const { body } = await send(source, '?std=c99&optimize=2&args=one&args=two%20words&args=');
    assert.equal(body.toString(), '199901 4 [one] [two words] []');
    const tcc = await send(
      '#include <stdio.h>\nint main(void) { printf("%d", __TINYC__ > 0); return 0; }',
      '?compiler=tcc',
    );
    assert.equal(tcc.body.toString(), '1');
  });

  test('an option that does not exist is refused by its name', async () => {
    const { status, body } = await send(hello, '?standard=c99');
    assert.equal(status, 400);
    assert.equal(ErrorReply.parse(JSON.parse(body.toString())).error.field, 'standard');
  });

  test('binary output arrives byte for byte', async () => {
    const source =
      '#include <stdio.h>\nint main(void) { for (int i = 0; i < 1024; i++) putchar(i * 7 & 255); return 0; }';
    const { body } = await send(source);
    assert.deepEqual(body, Buffer.from(Uint8Array.from({ length: 1024 }, (_, index) => (index * 7) & 255)));
  });

  test('a source that is not UTF-8 is taken byte for byte', async () => {
    const source = Buffer.from(
      '#include <stdio.h>\nint main(void) { puts("caf\xe9 \xff"); return 0; }',
      'latin1',
    );
    const { body } = await send(source);
    assert.deepEqual(body, Buffer.from('caf\xe9 \xff\n', 'latin1'));
  });

  test('an empty source is a program without main', async () => {
    const { status, headers } = await send('');
    assert.equal(status, 200);
    assert.equal(headers.get('cellblock-verdict'), 'compile_error');
  });

  test('a source of nothing but NUL is an error of the compiler', async () => {
    const { headers, body } = await send(Buffer.alloc(5000));
    assert.equal(headers.get('cellblock-verdict'), 'compile_error');
    assert.ok(!body.includes(0));
  });

  test('whoever accepts JSON gets JSON', async () => {
    const { headers, body } = await send(hello, '', [...sourceType, '-H', 'accept: application/json']);
    assert.match(headers.get('content-type') ?? '', /^application\/json/);
    const result = Result.parse(JSON.parse(body.toString()));
    assert.equal(result.run?.stdout, 'Hello, world!\n');
    assert.equal(result.id, headers.get('cellblock-id') ?? result.id);
  });

  test('JSON by curl, answered in plain text on request', async () => {
    const options = ['-H', 'content-type: application/json', '-H', 'accept: text/plain'];
    const { body } = await send(JSON.stringify({ source: hello }), '', options);
    assert.equal(body.toString(), 'Hello, world!\n');
  });

  test('without a content type curl sends a form, and is told what to send', async () => {
    const { status, body } = await send(hello, '', []);
    assert.equal(status, 415);
    const { error } = ErrorReply.parse(JSON.parse(body.toString()));
    assert.equal(error.code, 'unsupported_media_type');
    assert.match(error.message, /application\/json.*: curl -H 'content-type: text\/x-c'$/);
  });

  test('a source above the maximum is refused with its size', async () => {
    const { status, body } = await send(Buffer.alloc(1024 * 1024 + 1, ' '));
    assert.equal(status, 413);
    assert.match(body.toString(), /1048576/);
  });

  test('a source at the maximum is compiled', async () => {
    const { headers } = await send(
      Buffer.concat([Buffer.from(hello), Buffer.alloc(1024 * 1024 - hello.length, '\n')]),
    );
    assert.equal(headers.get('cellblock-verdict'), 'ok');
  });
});
