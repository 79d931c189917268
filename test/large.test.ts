// The largest inputs and outputs that are allowed, byte for byte.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { codegens, warnings } from '@cellblock/contract';
import { bytesOf } from './compare.js';
import { curl } from './curl.js';
import { run } from './post.js';
import { type Service, startService } from './service.js';

const maximum = 16 * 1024 * 1024;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

// The same generator in C and here, so that every byte is known and none is like its neighbours.
const generator = `#include <stdio.h>
  static unsigned char block[1 << 16];
  int main(void) {
    unsigned x = 1;
    for (int round = 0; round < 256; round++) {
      for (int i = 0; i < 1 << 16; i++) block[i] = (x = x * 1664525u + 1013904223u) >> 24;
      if (fwrite(block, 1, sizeof block, stdout) != sizeof block) return 1;
    }
    return 0;
  }`;

function generated(bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  let x = 1;
  for (let index = 0; index < bytes; index++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    buffer[index] = x >>> 24;
  }
  return buffer;
}

const echo = `#include <unistd.h>
  static char block[1 << 16];
  int main(void) {
    for (ssize_t got; (got = read(0, block, sizeof block)) > 0;)
      for (ssize_t done = 0; done < got;) {
        ssize_t step = write(1, block + done, got - done);
        if (step < 0) return 1;
        done += step;
      }
    return 0;
  }`;

const swallow = `#include <stdio.h>
  int main(void) { long n = 0; while (getchar() != EOF) n++; printf("%ld\\n", n); return 0; }`;

suite('the largest', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service.stop());

  const limits = { outputBytes: maximum };
  const bytes = generated(maximum);

  test('output of 16 MiB comes through as JSON', async () => {
    const result = await run(service.url, { source: generator, limits });
    assert.equal(result.verdict, 'ok');
    assert.ok(result.run);
    assert.equal(result.run.encoding, 'base64');
    assert.equal(sha256(bytesOf(result.run, 'stdout')), sha256(bytes));
    assert.deepEqual(result.run.truncated, { stdout: false, stderr: false });
  });

  test('input of 16 MiB goes through a program and comes back', async () => {
    const submission = {
      source: echo,
      stdin: bytes.toString('base64'),
      stdinEncoding: 'base64' as const,
      limits,
    };
    const options = ['-H', 'content-type: application/json', '-H', 'accept: text/plain'];
    const { headers, body } = await curl(['--data-binary', '@body.json', ...options, `${service.url}/run`], {
      'body.json': JSON.stringify(submission),
    });
    assert.equal(headers.get('cellblock-verdict'), 'ok');
    assert.equal(body.length, maximum);
    assert.equal(sha256(body), sha256(bytes));
  });

  test('input of 16 MiB as text, every character escaped in the worst way', async () => {
    const escaped = `{"source":${JSON.stringify(swallow)},"stdin":"${'\\u0001'.repeat(maximum)}"}`;
    const response = await fetch(`${service.url}/run`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: escaped },
    });
    assert.equal(response.status, 200);
    assert.match(await response.text(), /"stdout":"16777216\\n"/);
  });

  test('16 MiB on each stream at once', async () => {
    const source = `#include <string.h>
      #include <unistd.h>
      static char block[1 << 20];
      int main(void) {
        for (int i = 0; i < 16; i++)
          for (int fd = 1; fd <= 2; fd++) {
            memset(block, 'a' + i + fd, sizeof block);
            for (size_t done = 0; done < sizeof block;) done += write(fd, block + done, sizeof block - done);
          }
        return 0;
      }`;
    const result = await run(service.url, { source, limits });
    assert.equal(result.verdict, 'ok');
    assert.ok(result.run);
    assert.equal(result.run.stdout.length, maximum);
    assert.equal(result.run.stderr.length, maximum);
    assert.equal(result.run.output.length, 2 * maximum);
    assert.equal(result.run.stderr.at(-1), 'r');
  });

  test('files of 16 MiB in and out of the scratch directory', async () => {
    const source = `#include <stdio.h>
      static char block[1 << 16];
      int main(void) {
        FILE *in = fopen("in.bin", "rb"), *out = fopen("out.bin", "wb");
        for (size_t got; (got = fread(block, 1, sizeof block, in)) > 0;) fwrite(block, 1, got, out);
        return fclose(out);
      }`;
    const inputs = [{ path: 'in.bin', content: bytes.toString('base64'), encoding: 'base64' as const }];
    const result = await run(service.url, {
      ...{
        source,
        inputs,
        outputs: ['out.bin'],
        limits: { scratchBytes: 3 * maximum, outputBytes: maximum },
      },
    });
    assert.equal(result.verdict, 'ok');
    const [file] = result.run?.outputs ?? [];
    assert.equal(file?.encoding, 'base64');
    assert.equal(sha256(Buffer.from(file.content, 'base64')), sha256(bytes));
  });

  test('a file of 47 MiB comes back, and a larger one is left out', async () => {
    const source = `#include <fcntl.h>
      #include <unistd.h>
      int main(void) { return ftruncate(creat("most", 0600), 47 << 20) | ftruncate(creat("more", 0600), (47 << 20) + 1); }`;
    for (const [path, returned] of [
      ['most', [47 * 1024 * 1024]],
      ['more', []],
    ] as const) {
      const result = await run(service.url, {
        ...{ source, outputs: [path], limits: { scratchBytes: 128 << 20, memoryBytes: 512 << 20 } },
      });
      assert.equal(result.verdict, 'ok');
      assert.deepEqual(
        result.run?.outputs.map((file) => Buffer.from(file.content, file.encoding).length),
        returned,
      );
    }
  });

  test('one line of 16 MiB without an end', async () => {
    const source = `#include <stdio.h>
      int main(void) { for (int i = 0; i < 16 << 20; i++) putchar('x'); return 0; }`;
    const result = await run(service.url, { source, limits });
    assert.equal(result.run?.stdout.length, maximum);
  });

  test('every option of the compiler, and 64 macros of the largest', async () => {
    const macros = Array.from({ length: 64 }, (_, index) => `M${index}_`.padEnd(128, 'x'));
    const defines = Object.fromEntries(macros.map((name) => [name, '1'.padEnd(1024)]));
    const source = `#include <stdio.h>\nint main(void) { printf("%d\\n", ${macros.join(' +\n')}); return 0; }\n`;
    const compiler = { warnings: [...warnings], codegen: [...codegens], defines };
    // By cc1 itself, then by what is started for these options.
    for (let time = 0; time < 5; time++) {
      const {
        verdict,
        message,
        run: ran,
      } = await run(service.url, { source: `${source}// ${time}\n`, compiler });
      assert.deepEqual([verdict, ran?.stdout], ['ok', '64\n'], message);
    }
  });

  test('64 files of source and 64 arguments of 4096 bytes', async () => {
    const parts = Array.from({ length: 63 }, (_, index) => ({
      path: `part${index}.c`,
      content: `int part${index}(void) { return ${index}; }\n`,
    }));
    const calls = parts.map((_, index) => `part${index}()`).join(' + ');
    const declarations = parts.map((_, index) => `int part${index}(void);`).join('\n');
    const main = `#include <stdio.h>\n#include <string.h>\n${declarations}
      int main(int argc, char **argv) {
        size_t length = 0;
        for (int i = 1; i < argc; i++) length += strlen(argv[i]);
        printf("%d %d %zu\\n", ${calls}, argc, length);
        return 0;
      }`;
    const result = await run(service.url, {
      files: [{ path: 'main.c', content: main }, ...parts],
      args: Array(64).fill('x'.repeat(4096)),
    });
    assert.equal(result.run?.stdout, `${(62 * 63) / 2} 65 ${64 * 4096}\n`);
  });
});
