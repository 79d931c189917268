// Interactive programs: a terminal as real ones are, its size, keys that are signals, signals from outside.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CellReport } from '@cellblock/sandbox';
import { modes, openBorn, reasonAgainst } from './birth.js';
import { type Lab, openLab, type Watched } from './cell.js';
import { probe } from './probe.js';
import { MiB, textOf, type Wish } from './spec.js';

const terminal = { columns: 80, rows: 24 };
const interactive: Wish = { stdin: 'interactive', terminal };
/** With it comes a way to wait for a signal that none is lost in: it says the word (or 0) once it is ready. */
const headers = `#include <sys/ioctl.h>
#include <termios.h>
static volatile sig_atomic_t seen;
static void __attribute__((unused)) handle(int number) { seen = number; }
static void __attribute__((unused)) await(int number, const char *word) {
    sigset_t one, before; sigemptyset(&one); sigaddset(&one, number);
    sigprocmask(SIG_BLOCK, &one, &before); signal(number, handle);
    if (word) puts(word);
    while (!seen) sigsuspend(&before);
    sigprocmask(SIG_SETMASK, &before, 0);
}`;

/** A cell, and what it has said so far; `until` rejects where it ends without having said that. */
type Dialog = { cell: Watched; until(text: string): Promise<void>; type(text: string): void };

async function converse(lab: Lab, body: string, wish: Wish = {}): Promise<Dialog> {
  const cell = await lab.start(probe(body, headers), { ...interactive, ...wish });
  let seen = '';
  let tell = () => {};
  cell.onOutput(({ bytes }) => {
    seen += bytes.toString();
    tell();
  });
  let isOver = false;
  const over = () => {
    isOver = true;
    tell();
  };
  cell.report.then(over, over);
  return {
    cell,
    type: (text) => cell.write(Buffer.from(text)),
    async until(text) {
      while (!seen.includes(text)) {
        assert.ok(!isOver, `it ended after: ${JSON.stringify(seen)}`);
        await new Promise<void>((resolve) => {
          tell = resolve;
        });
      }
    },
  };
}

const ended = ({ cause, exitCode, signal }: CellReport) => [cause, exitCode ?? signal];

describe('a terminal', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab.close());

  it('is all three streams, has a size, and ends lines as terminals do', async () => {
    const { cell } = await converse(
      lab,
      `struct winsize size; ioctl(0, TIOCGWINSZ, &size);
       say("terminal", "%d%d%d", isatty(0), isatty(1), isatty(2)); say("size", "%d %d", size.ws_col, size.ws_row);
       say("foreground", "%d %d", tcgetpgrp(0) == getpgrp(), tcgetsid(0) == getpid()); fputs("error\\n", stderr);`,
    );
    const report = await cell.report;
    assert.equal(textOf(report), 'terminal\t111\r\nsize\t80 24\r\nforeground\t1 1\r\nerror\r\n');
    assert.deepEqual(ended(report), ['exit', 0]);
  });

  it('echoes, edits lines, and gives them whole', async () => {
    const { cell, until, type } = await converse(
      lab,
      'char line[64]; puts("name?"); fgets(line, sizeof line, stdin); printf("hello %s", line);',
    );
    await until('name?');
    type('Adz\x7fa\n');
    assert.equal(textOf(await cell.report), 'name?\r\nAdz\x08 \x08a\r\nhello Ada\r\n');
  });

  it('takes back a character of several bytes as one', async () => {
    const { cell, until, type } = await converse(
      lab,
      'char line[64]; puts("name?"); fgets(line, sizeof line, stdin); for (char *at = line; *at; at++) printf("%02x", *at & 255);',
    );
    await until('name?');
    type('aé\x7fc\n');
    assert.match(textOf(await cell.report), /61630a$/);
  });

  it('Ctrl-C is SIGINT: the end, or what the program makes of it', async () => {
    const plain = await converse(lab, 'puts("here"); for (;;) pause();');
    await plain.until('here');
    plain.type('\x03');
    assert.deepEqual(ended(await plain.cell.report), ['signal', 'SIGINT']);
    const deaf = await converse(lab, 'await(SIGINT, "here"); puts("interrupted"); return 5;');
    await deaf.until('here');
    deaf.type('\x03');
    assert.deepEqual(ended(await deaf.cell.report), ['exit', 5]);
  });

  it('what is typed before the program is there waits for it: lines, and keys that are signals', async () => {
    for (let round = 0; round < 5; round++) {
      const lines = await converse(
        lab,
        'char line[64]; fgets(line, sizeof line, stdin); printf("hello %s", line);',
        {
          typedFirst: Buffer.from('Ada\n'),
        },
      );
      assert.match(textOf(await lines.cell.report), /hello Ada\r\n$/);
      const key = await converse(lab, 'for (;;) pause();', { typedFirst: Buffer.from('\x03') });
      assert.deepEqual(ended(await key.cell.report), ['signal', 'SIGINT']);
    }
  });

  it('Ctrl-D is the end of input, and so is end()', async () => {
    for (const finish of [({ type }: Dialog) => type('\x04'), ({ cell }: Dialog) => cell.end()]) {
      const dialog = await converse(
        lab,
        'int lines = 0; char line[64]; puts("go"); while (fgets(line, sizeof line, stdin)) lines++; return lines;',
      );
      await dialog.until('go');
      dialog.type('a\nb\n');
      finish(dialog);
      assert.deepEqual(ended(await dialog.cell.report), ['exit', 2]);
    }
  });

  it('echo can be switched off, and keys be read as they come', async () => {
    const { cell, until, type } = await converse(
      lab,
      `struct termios mode; tcgetattr(0, &mode); mode.c_lflag &= ~(ECHO | ICANON); tcsetattr(0, TCSAFLUSH, &mode);
       puts("key?"); char key = getchar(); int more = 0; ioctl(0, FIONREAD, &more); say("key", "%c, %d more", key, more);`,
    );
    await until('key?');
    type('q');
    assert.equal(textOf(await cell.report), 'key?\r\nkey\tq, 0 more\r\n');
  });

  it('another size is told by SIGWINCH', async () => {
    const { cell, until } = await converse(
      lab,
      `await(SIGWINCH, "here");
       struct winsize size; ioctl(1, TIOCGWINSZ, &size); say("size", "%d %d", size.ws_col, size.ws_row);`,
    );
    await until('here');
    cell.resize({ columns: 0, rows: 7 });
    cell.resize({ columns: 132, rows: 43 });
    assert.match(textOf(await cell.report), /size\t132 43/);
  });

  it('keeps what was written before the end, and cuts at the cap', async () => {
    const source =
      'static char block[1000]; memset(block, 120, 1000); for (int i = 0; i < 1000; i++) write(1, block, 1000);';
    const whole = await (await converse(lab, source, { limits: { outputBytes: MiB } })).cell.report;
    assert.deepEqual([...ended(whole), textOf(whole).length], ['exit', 0, 1_000_000]);
    const cut = await (await converse(lab, source, { limits: { outputBytes: 50_000 } })).cell.report;
    assert.deepEqual([cut.cause, textOf(cut).length], ['output', 50_000]);
  });

  it('may be closed by a program that goes on', async () => {
    const { cell } = await converse(
      lab,
      'puts("bye"); fflush(stdout); close(0); close(1); close(2); usleep(100000); return 3;',
    );
    const report = await cell.report;
    assert.deepEqual([...ended(report), textOf(report)], ['exit', 3, 'bye\r\n']);
  });

  it('has no other way in: TIOCSTI and its like are refused, there is no /dev/tty', async () => {
    for (const request of [
      'TIOCSTI',
      'TIOCSETD',
      'TIOCSCTTY',
      'TIOCNOTTY',
      'TIOCSWINSZ',
      '0x541c /* TIOCLINUX */',
      'FIONBIO',
    ]) {
      for (const policy of ['standard', 'processes'] as const) {
        const { cell } = await converse(lab, `char byte = 'x'; ioctl(0, ${request}, &byte); puts("after");`, {
          policy,
        });
        const { cause, syscall } = await cell.report;
        assert.deepEqual([cause, syscall?.name], ['syscall', 'ioctl'], request);
      }
    }
    const { cell } = await converse(
      lab,
      'for (int i = 0; i < 2; i++) say("open", "%s", outcome(open(i ? "/dev/ptmx" : "/dev/tty", O_RDWR)));',
    );
    assert.equal(textOf(await cell.report), 'open\tENOENT\r\nopen\tENOENT\r\n');
  });

  it('is not there unless it is asked for', async () => {
    const report = await lab.run(
      probe('say("terminal", "%d %s", isatty(0), outcome(ioctl(0, TIOCSTI, "x")));', headers),
    );
    assert.equal(textOf(report), 'terminal\t0 ENOTTY\n');
    await assert.rejects(
      lab.run(probe(''), { ...interactive, policy: 'strict', link: 'static' }),
      /spec: EPROTO/,
    );
    await assert.rejects(lab.run(probe(''), { terminal }), /spec: EPROTO/);
  });

  it('a shell in it has job control: Ctrl-C ends the command, not the shell', async () => {
    const { cell, until, type } = await converse(
      lab,
      'setenv("PS1", "$ ", 1); execlp("sh", "sh", "-i", (char *)0);',
      { policy: 'processes' },
    );
    await until('$ ');
    type('echo said $((6 * 7))\n');
    await until('said 42');
    type("sh -c 'echo be''gun; sleep 100'\n");
    await until('begun');
    type('\x03');
    type('echo status $?; exit 6\n');
    await until('status 130');
    assert.deepEqual(ended(await cell.report), ['exit', 6]);
  });
});

describe('signals from outside', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab.close());

  it('reach a program with a terminal and one without', async () => {
    for (const wish of [{}, { terminal: undefined }]) {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGUSR1', 'SIGKILL', 'SIGQUIT'] as const) {
        const { terminal: _, ...plain } = interactive;
        const cell = await lab.start(
          probe('puts("here"); fflush(stdout); for (;;) pause();'),
          'terminal' in wish ? plain : interactive,
        );
        await cell.spoke;
        cell.signal(name);
        assert.deepEqual(ended(await cell.report), ['signal', name]);
      }
    }
  });

  it('are handled, stopped and continued', async () => {
    const { cell, until } = await converse(lab, 'await(SIGCONT, "here"); puts("went on"); for (;;) pause();');
    await until('here');
    cell.signal('SIGSTOP');
    cell.signal('SIGCONT');
    await until('went on');
    cell.signal('SIGTERM');
    assert.deepEqual(ended(await cell.report), ['signal', 'SIGTERM']);
  });

  it('that come before the program are kept for it', async () => {
    const cell = await lab.start(probe('for (;;) pause();'), interactive);
    cell.signal('SIGTERM');
    assert.deepEqual(ended(await cell.report), ['signal', 'SIGTERM']);
  });

  it('to a cell that is not interactive, or over, are nothing', async () => {
    const cell = await lab.start(probe('say("here", ""); usleep(100000); return 4;'));
    await cell.spoke;
    cell.signal('SIGKILL');
    cell.resize(terminal);
    assert.deepEqual(ended(await cell.report), ['exit', 4]);
    cell.signal('SIGKILL');
  });

  it('from keys go to the foreground’s group, child and parent alike', async () => {
    const { cell, until } = await converse(
      lab,
      `int ends[2], status; pipe(ends); char byte; sigset_t one; sigemptyset(&one); sigaddset(&one, SIGINT);
       sigprocmask(SIG_BLOCK, &one, 0); pid_t child = fork();
       if (child == 0) { write(ends[1], "x", 1); sigwaitinfo(&one, 0); _exit(9); }
       read(ends[0], &byte, 1); puts("both"); sigwaitinfo(&one, 0);
       waitpid(child, &status, 0); say("child", "%d", WEXITSTATUS(status));`,
      { policy: 'processes' },
    );
    await until('both');
    cell.signal('SIGINT');
    const report = await cell.report;
    assert.match(textOf(report), /child\t9/);
  });
});

describe('a terminal, however the warden is started', () => {
  let maker: Lab;
  before(async () => {
    maker = await openLab();
  });
  after(() => maker.close());

  for (const mode of modes) {
    it(mode, { skip: reasonAgainst(mode) }, async () => {
      const lab = await openBorn(mode, maker);
      try {
        const { cell, until, type } = await converse(
          lab,
          'char line[64]; say("terminal", "%d", isatty(0)); fgets(line, sizeof line, stdin); for (;;) pause();',
        );
        await until('terminal\t1');
        type('line\n');
        cell.resize({ columns: 100, rows: 30 });
        cell.signal('SIGTERM');
        assert.deepEqual(ended(await cell.report), ['signal', 'SIGTERM']);
      } finally {
        await lab.close();
      }
    });
  }
});
