// What each profile is for works in it, and what it isn't for is named.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Lab, openLab } from './cell.js';
import { processesProfile } from './policies/processes.js';
import { sealed } from './policies/sealed.js';
import { strict } from './policies/strict.js';
import { allSaid, probe, said } from './probe.js';
import { textOf } from './spec.js';

const fewest = 8;

for (const { policy, link, works, refused } of [strict, sealed, processesProfile]) {
  describe(`profile ${policy}`, () => {
    let lab: Lab;
    before(async () => {
      lab = await openLab();
    });
    after(() => lab.close());

    it('has enough programs of either kind', () => {
      assert.ok(works.length >= fewest && refused.length >= fewest);
    });

    for (const { name, body, before: outside, says, stdin = '', inputs = [], exitCode = 0 } of works) {
      it(name, async () => {
        const wish = { policy, link, stdin: Buffer.from(stdin), inputs };
        const report = await lab.run(probe(body, outside), wish);
        const lines = textOf(report)
          .split('\n')
          .filter((line) => line.includes('\t') || line === 'nee');
        assert.deepEqual([report.cause, report.syscall], ['exit', null], textOf(report, 'stderr'));
        assert.deepEqual(lines, says);
        assert.equal(report.exitCode, exitCode);
      });
    }

    // One program for all of them, as compiling takes longer than running.
    const cases = refused.map(({ body }, index) => `if (atoi(argv[1]) == ${index}) { ${body} }`);
    const asker = probe(cases.join('\n'));
    for (const [index, { body, call }] of refused.entries()) {
      it(`names ${call}: ${body}`, async () => {
        const { cause, syscall } = await lab.run(asker, { policy, link, argv: ['./a.out', String(index)] });
        assert.deepEqual([cause, syscall?.name], ['syscall', call]);
      });
    }
  });
}

describe('profiles', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab.close());

  it('sealed: inputs may be blobs, handed over as often as they are named', async () => {
    const blob = await lab.load(Buffer.from('from a blob'));
    const receiver = sealed.works[0];
    assert.ok(receiver);
    const inputs = ['one', 'two'].map((path) => ({ path, content: { blob } }));
    for (let round = 0; round < 2; round++) {
      const source = probe(receiver.body, receiver.before);
      const report = await lab.run(source, { policy: 'sealed', link: 'static', inputs });
      assert.deepEqual(said(report, 'file'), ['one 11 from a blob', 'two 11 from a blob']);
    }
    lab.warden.release(blob);
  });

  it('standard: threads and files, no processes', async () => {
    const report = await lab.run(
      probe(
        `pthread_t thread; void *answer; pthread_create(&thread, 0, work, 0); pthread_join(thread, &answer);
         FILE *file = fopen("file", "w+"); fputs("kept", file); rewind(file);
         char text[8] = {0}; fread(text, 1, 7, file);
         say("thread", "%ld", (long)answer); say("file", "%s", text);`,
        'static void *work(void *nothing) { (void)nothing; return (void *)42; }',
      ),
    );
    assert.deepEqual(allSaid(report), { thread: '42', file: 'kept' });
    for (const [body, call] of [
      ['fork();', 'clone'],
      ['vfork();', 'vfork'],
      ['system("true");', 'clone'],
      ['execl("/bin/sh", "sh", (char *)0);', 'execve'],
    ] as const) {
      const { cause, syscall } = await lab.run(probe(body));
      assert.deepEqual([cause, syscall?.name], ['syscall', call], body);
    }
  });

  it('processes: one cell’s children see nothing of another’s', async () => {
    const cell = await lab.start(
      probe('if (fork() == 0) for (;;) pause(); say("here", "%d", getuid()); for (;;) pause();'),
      { policy: 'processes' },
    );
    await cell.spoke;
    const looker = probe(
      'int seen = 0; for (int pid = 1; pid < 1000; pid++) seen += pid != 2 && kill(pid, 0) == 0; say("seen", "%d", seen);',
    );
    assert.deepEqual(allSaid(await lab.run(looker, { policy: 'processes' })), { seen: '0' });
    cell.kill();
    assert.equal((await cell.report).cause, 'killed');
  });
});
