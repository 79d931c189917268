// Input and output: to the byte, in order, as they come.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { type Lab, openLab } from './cell.js';
import { probe, said } from './probe.js';
import { bytesOf, MiB, textOf } from './spec.js';

const cat = probe(`static char block[100000]; ssize_t size;
  while ((size = read(0, block, sizeof block)) > 0)
      for (ssize_t at = 0, now; at < size; at += now) if ((now = write(1, block + at, size - at)) < 0) return 1;`);
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('streams', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab.close());

  it('16 MiB in and out again, byte for byte', async () => {
    const stdin = randomBytes(16 * MiB);
    const report = await lab.run(cat, { stdin, limits: { outputBytes: 16 * MiB } });
    assert.equal(report.cause, 'exit');
    assert.equal(bytesOf(report).length, stdin.length);
    assert.equal(hash(bytesOf(report)), hash(stdin));
  });

  it('one byte beyond the cap is cut', async () => {
    const stdin = randomBytes(MiB + 1);
    const report = await lab.run(cat, { stdin, limits: { outputBytes: MiB } });
    assert.equal(report.cause, 'output');
    assert.deepEqual(report.truncated, { stdout: true, stderr: false });
    assert.equal(hash(bytesOf(report)), hash(stdin.subarray(0, MiB)));
  });

  it('through three cells by pipes, byte for byte', async () => {
    const stdin = randomBytes(8 * MiB);
    const first = await lab.start(cat, { stdin, stdout: 'pipe' });
    const second = await lab.start(cat, { stdin: { fromCell: first }, stdout: 'pipe' });
    const third = await lab.run(cat, { stdin: { fromCell: second }, limits: { outputBytes: 16 * MiB } });
    assert.equal(hash(bytesOf(third)), hash(stdin));
    const reports = await Promise.all([first.report, second.report]);
    assert.deepEqual(
      reports.map(({ cause, chunks }) => [cause, chunks.length]),
      [
        ['exit', 0],
        ['exit', 0],
      ],
    );
  });

  it('input that nobody reads holds nobody up', async () => {
    const report = await lab.run(probe('puts("bye");'), { stdin: Buffer.alloc(16 * MiB) });
    assert.equal(textOf(report), 'bye\n');
  });

  it('no input is the end of it at once', async () => {
    const report = await lab.run(probe('char c; say("read", "%d", (int)read(0, &c, 1));'));
    assert.deepEqual(said(report, 'read'), ['0']);
  });

  it('live input is answered as it is given, until its end', async () => {
    const cell = await lab.start(cat, { stdin: 'interactive' });
    const events = new EventEmitter();
    cell.onOutput(({ bytes }) => events.emit('output', bytes.toString()));
    for (const word of ['one', 'two', 'three']) {
      const answer = once(events, 'output');
      cell.write(Buffer.from(word));
      assert.deepEqual(await answer, [word]);
    }
    cell.end();
    cell.write(Buffer.from('after the end'));
    const report = await cell.report;
    assert.deepEqual([report.cause, report.exitCode, textOf(report)], ['exit', 0, 'onetwothree']);
  });

  it('live input given before the program is there waits for it', async () => {
    const blob = await lab.load(await lab.compile(cat, 'dynamic'));
    const stdin = randomBytes(3 * MiB);
    const cell = await lab.start(await lab.compile(cat, 'dynamic'), {
      stdin: 'interactive',
      limits: { outputBytes: 4 * MiB },
    });
    for (let at = 0; at < stdin.length; at += 100_000) cell.write(stdin.subarray(at, at + 100_000));
    cell.end();
    assert.equal(hash(bytesOf(await cell.report)), hash(stdin));
    lab.warden.release(blob);
  });

  it('live input that is there first is there at once, and what is typed comes after it', async () => {
    const program = probe(`struct pollfd in = {.fd = 0, .events = POLLIN};
      if (poll(&in, 1, 0) != 1) return 1;
      char text[64];
      for (ssize_t n; (n = read(0, text, sizeof text)) > 0;) write(1, text, (size_t)n);`);
    for (let round = 0; round < 20; round++) {
      const cell = await lab.start(program, { stdin: 'interactive', typedFirst: Buffer.from('first ') });
      cell.write(Buffer.from('then'));
      cell.end();
      const report = await cell.report;
      assert.deepEqual([report.exitCode, textOf(report)], [0, 'first then']);
    }
  });

  it('stdout and stderr come in the order in which they were written', async () => {
    // It goes on when its last word has been heard.
    const cell = await lab.start(
      probe('char byte; for (int i = 0; i < 50; i++) { dprintf(1 + i % 2, "%d ", i); read(0, &byte, 1); }'),
      { stdin: 'interactive' },
    );
    cell.onOutput(() => cell.write(Buffer.from('x')));
    const { chunks } = await cell.report;
    const together = chunks.map(({ bytes }) => bytes.toString()).join('');
    assert.equal(together.trim(), Array.from({ length: 50 }, (_, index) => index).join(' '));
    const odd = chunks.filter(({ stream }) => stream === 'stderr').map(({ bytes }) => bytes.toString());
    assert.ok(odd.join('').startsWith('1 3 5'));
  });

  it('every byte there is', async () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
    assert.deepEqual(bytesOf(await lab.run(cat, { stdin: all })), all);
  });

  it('output of a program that closes its streams and goes on', async () => {
    const report = await lab.run(
      probe('puts("said"); fflush(stdout); close(1); close(2); burn(50); return 3;'),
    );
    assert.deepEqual([textOf(report), report.exitCode], ['said\n', 3]);
  });

  it('arguments and environment may hold what they can hold, and no more', async () => {
    const many = Array.from({ length: 1024 }, (_, index) => `argument ${index}`);
    const counting = probe('say("last", "%d %s", argc, argv[argc - 1]);');
    assert.deepEqual(said(await lab.run(counting, { argv: many }), 'last'), ['1024 argument 1023']);
    const long = 'x'.repeat(100_000);
    assert.deepEqual(said(await lab.run(counting, { argv: ['a', long] }), 'last'), [`2 ${long}`]);
    await assert.rejects(lab.run(counting, { argv: Array(1025).fill('x') }), /sandbox failed at spec/);
    await assert.rejects(lab.run(counting, { argv: ['a', 'a\0b'] }), /sandbox failed at spec/);
    await assert.rejects(lab.run(counting, { argv: [] }), /sandbox failed at spec/);
  });
});
