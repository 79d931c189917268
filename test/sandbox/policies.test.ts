// What each policy is for works in it, and what it isn't for is named.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CellReport, Policy } from '@cellblock/sandbox';
import { type Lab, openLab } from './cell.js';
import { allSaid, probe, said } from './probe.js';
import { bytesOf } from './spec.js';

/** Receives whatever waits in descriptor 3: names, and the files that come with them. */
const receiver = probe(
  `for (;;) {
      char name[256] = {0}, text[64] = {0}, space[CMSG_SPACE(sizeof(int))];
      struct iovec part = {name, sizeof name - 1};
      struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
      ssize_t size = recvmsg(3, &message, 0);
      if (size <= 0) { say("end", "%d", (int)size); break; }
      int file;
      memcpy(&file, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof file);
      ssize_t length = read(file, text, sizeof text - 1);
      say("file", "%s %d %s", name, (int)length, text);
      say("write", "%s", outcome(write(file, "x", 1)));
      close(file);
  }`,
);

describe('policies', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab.close());

  /** A static program, since strict and sealed ones can't open libraries. */
  const run = (policy: Policy, body: string, before = ''): Promise<CellReport> =>
    lab.run(probe(body, before), { policy, link: 'static' });
  const named = async (policy: Policy, body: string, call: string) => {
    const { cause, syscall } = await run(policy, body);
    assert.deepEqual([cause, syscall?.name], ['syscall', call], `${policy}: ${body}`);
  };

  it('sealed: the inputs come over descriptor 3, in order, and can’t be changed', async () => {
    const blob = await lab.load(Buffer.from('from a blob'));
    const inputs = [
      { path: 'first', content: Buffer.from('one') },
      { path: 'sub/second', content: { blob } },
      { path: 'empty', content: Buffer.alloc(0) },
      { path: 'again', content: { blob } },
    ];
    for (let round = 0; round < 2; round++) {
      const report = await lab.run(receiver, { policy: 'sealed', link: 'static', inputs });
      assert.deepEqual(said(report, 'file'), [
        'first 3 one',
        'sub/second 11 from a blob',
        'empty 0 ',
        'again 11 from a blob',
      ]);
      assert.deepEqual(said(report, 'write'), Array(4).fill('EBADF'));
      assert.deepEqual(said(report, 'end'), ['0']);
    }
    lab.warden.release(blob);
  });

  it('sealed: a hundred inputs', async () => {
    const inputs = Array.from({ length: 100 }, (_, index) => ({
      path: `input-${index}`,
      content: Buffer.from(`content ${index}`),
    }));
    const report = await lab.run(receiver, { policy: 'sealed', link: 'static', inputs });
    assert.deepEqual(
      said(report, 'file').map((line) => line.split(' ')[0]),
      inputs.map(({ path }) => path),
    );
  });

  it('sealed: nothing else can be opened or made', async () => {
    await named('sealed', 'open("/dev/null", O_RDONLY);', 'openat');
    await named('sealed', 'open("new", O_CREAT | O_WRONLY, 0600);', 'openat');
    await named('sealed', 'syscall(SYS_open, "/dev/null", O_RDONLY);', 'open');
    await named('sealed', 'int fds[2]; pipe(fds);', 'pipe2');
    await named('sealed', 'dup(0);', 'dup');
    await named('sealed', 'socket(AF_UNIX, SOCK_STREAM, 0);', 'socket');
    await named('sealed', 'struct msghdr message = {0}; recvmsg(0, &message, 0);', 'recvmsg');
    await named('sealed', 'struct msghdr message = {0}; sendmsg(3, &message, 0);', 'sendmsg');
    await named('sealed', 'fork();', 'clone');
  });

  it('strict: reads, computes, writes, ends', async () => {
    const report = await lab.run(
      probe('char line[64]; while (fgets(line, sizeof line, stdin)) printf("got %s", line); return 4;'),
      { policy: 'strict', link: 'static', stdin: Buffer.from('a\nb\n') },
    );
    assert.deepEqual([bytesOf(report).toString(), report.exitCode], ['got a\ngot b\n', 4]);
    const big = await run(
      'strict',
      'char *all = malloc(20 << 20); memset(all, 1, 20 << 20); say("last", "%d", all[9]);',
    );
    assert.deepEqual(allSaid(big), { last: '1' });
  });

  it('strict: anything else is named', async () => {
    await named('strict', 'open("/dev/null", O_RDONLY);', 'openat');
    await named('strict', 'usleep(1);', 'clock_nanosleep');
    await named('strict', 'fork();', 'clone');
    await named('strict', 'dup(0);', 'dup');
    await named('strict', 'struct msghdr message = {0}; recvmsg(3, &message, 0);', 'recvmsg');
    await named('strict', 'unlink("x");', 'unlink');
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
    for (const policy of ['standard', 'strict', 'sealed'] as const) {
      await named(policy, 'fork();', 'clone');
      await named(policy, 'vfork();', 'vfork');
      await named(policy, 'kill(1, SIGTERM);', 'kill');
    }
  });

  it('processes: fork, wait, pipe, signals among them, exec of what is there', async () => {
    const report = await lab.run(
      probe(`int ends[2]; pipe(ends);
        pid_t child = fork();
        if (child == 0) { write(ends[1], "hello", 5); _exit(7); }
        int status; char text[8] = {0};
        waitpid(child, &status, 0);
        read(ends[0], text, 7);
        say("child", "%s %d", text, WEXITSTATUS(status));
        child = fork();
        if (child == 0) for (;;) pause();
        kill(child, SIGUSR1);
        waitpid(child, &status, 0);
        say("killed", "%s", sigabbrev_np(WTERMSIG(status)));
        child = fork();
        if (child == 0) {
            char *arguments[] = {"ld.so", "--version", 0};
            dup2(ends[1], 1);
            execv("/lib64/ld-linux-x86-64.so.2", arguments);
            _exit(1);
        }
        waitpid(child, &status, 0);
        char words[32] = {0};
        read(ends[0], words, 5);
        say("exec", "%d %s", WEXITSTATUS(status), words);`),
      { policy: 'processes' },
    );
    assert.deepEqual(allSaid(report), { child: 'hello 7', killed: 'USR1', exec: '0 ld.so' });
  });

  it('processes: a child’s refused call ends all, and is named', async () => {
    const { cause, syscall } = await run(
      'processes',
      'if (fork() == 0) socket(2, 1, 0); wait(0); for (;;) pause();',
    );
    assert.deepEqual([cause, syscall?.name], ['syscall', 'socket']);
  });
});
