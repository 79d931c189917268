import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { cellblock } from './cellblock.js';
import { commands } from './commands.js';
import { optionsOf } from './help.js';
import { manualOf } from './manual/manual.js';
import { fakeTerminal } from './testing/fake-terminal.js';

const called = (...args: string[]) => calledWith({}, ...args);

const calledWith = async (env: NodeJS.ProcessEnv, ...args: string[]) => {
  const { terminal, said, warned } = fakeTerminal(env);
  const status = await cellblock(args, terminal);
  return { status, said: said(), warned: warned() };
};

describe('cellblock', () => {
  it('lists every command, on stdout if asked', async () => {
    for (const args of [['--help'], ['-h'], ['help']]) {
      const { status, said } = await called(...args);
      assert.equal(status, 0);
      for (const { name } of commands) assert.match(said, new RegExp(`^  ${name} `, 'm'));
    }
    const { status, said, warned } = await called();
    assert.deepEqual([status, said], [64, '']);
    assert.match(warned, /^Usage/);
  });

  it('says its version', async () => {
    assert.match((await called('--version')).said, /^cellblock \d+\.\d+\.\d+$/);
  });

  it('suggests a command', async () => {
    const { status, warned } = await called('compltion');
    assert.equal(status, 64);
    assert.match(warned, /there is no command compltion; did you mean completion\?/);
  });

  for (const command of commands) {
    it(`helps with ${command.name}: every option, an example`, async () => {
      for (const args of [
        [command.name, '--help'],
        ['help', command.name],
      ]) {
        const { status, said } = await called(...args);
        assert.equal(status, 0);
        for (const name of Object.keys(optionsOf(command))) assert.ok(said.includes(`--${name}`), name);
        assert.match(said, /Examples:\n {2}# /);
        for (const line of said.split('\n')) assert.ok(line.length <= 110, line);
      }
    });
  }

  it('leaves --help after -- to the program', async () => {
    const { said, warned } = await called('run', '/nowhere/x.c', '--', '--help');
    assert.equal(said, '');
    assert.match(warned, /x.c can't be read: there is no such file/);
  });

  it('has a manual page that is up to date: npx cellblock man > apps/cli/man/cellblock.1', () => {
    const page = readFileSync(new URL('../man/cellblock.1', import.meta.url), 'utf8');
    assert.equal(page, manualOf(commands));
  });
});

describe('cellblock run and grade', () => {
  for (const [args, complaint] of [
    [['run', '-', 'a.c'], /- can only be the only file/],
    [['run'], /name the source, or give it on standard input, which is empty/],
    [['run', '--stdin', '-'], /standard input is the source already/],
    [['run', '--watch'], /--watch needs files/],
    [['run', '-i', 'a.c', '--json'], /--interactive goes without --json/],
    [['run', 'a.c', '--profile', 'open'], /--profile must be one of standard/],
    [['run', 'a.c', '--url', 'localhost'], /--url must be like/],
    [['run', 'a.c', '-O9'], /--optimize must be one of 0, 1, 2, 3, s, g, fast, not 9$/m],
    [['run', 'a.c', '--limit', 'cpuMs'], /--limit cpuMs needs a value, as cpuMs=5000/],
    [['run', 'a.cpp'], /a\.cpp is not C by its name; only C is compiled/],
    [['run', 'a.c', 'lib/b.cc'], /lib\/b\.cc is not C by its name/],
    [['run', 'a.c', 'boot.S'], /boot\.S is not C by its name.*for the program to read.* --input boot\.S/],
    [['grade', 'a.c'], /the tests are missing/],
    [['grade', '--tests', 'x'], /the file to grade is missing/],
    [['grade', 'a.c', '--tests', '/nowhere'], /\/nowhere can't be read/],
    [['grade', 'a.c', '--tests', 'x', '--csv', '--junit'], /give one/],
    [
      ['grade', 'a.c', '-t', 'x', '--absolute', '1'],
      /--absolute goes with --checker numbers alone; add that/,
    ],
    [
      ['grade', 'a.c', '-t', 'x', '--checker', 'lines', '--relative', '1'],
      /--relative goes with --checker num/,
    ],
    [['grade', 'a.c', '-t', 'x', '--checker', 'judge.c', '--absolute', '1'], /goes with --checker numbers/],
    [
      ['grade', 'a.c', '-t', 'x', '--checker', 'numbers', '--absolute=-1'],
      /--absolute must be a number from 0/,
    ],
    [['serve', 'x'], /x is one argument too many/],
    [['worker', 'x'], /x is one argument too many/],
    [['completion', 'tcsh'], /the shell must be one of bash, zsh, fish/],
  ] as const) {
    it(`says what is wrong with ${args.join(' ')}`, async () => {
      const { status, warned } = await called(...args);
      assert.equal(status, 64, warned);
      assert.match(warned, complaint);
    });
  }
});

describe('a variable that is wrong', () => {
  for (const [args, env] of [
    [['run', '-'], { CELLBLOCK_URL: 'cell.example' }],
    [['run', '-'], { CELLBLOCK_KEY: 'secret' }],
    [['keys', 'list'], { REDIS_URL: 'localhost' }],
    [['pastes', 'status'], { CELLBLOCK_PASTE_BYTES: 'all' }],
    [['keys', 'list'], { CELLBLOCK_RATE: '1' }],
  ] as const) {
    const [name = ''] = Object.keys(env);
    it(`is named by ${args.join(' ')}, with the status of a wrong command line: ${name}`, async () => {
      const { status, said, warned } = await calledWith(env, ...args);
      assert.deepEqual([status, said], [64, '']);
      assert.ok(warned.startsWith(`cellblock: ${name} `), warned);
    });
  }
});

describe('cellblock completion', () => {
  const script = async (shell: string) => (await called('completion', shell)).said;

  const completed = (text: string, ...words: string[]) => {
    const ask = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _cellblock; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', `${text}\n${ask}`], { encoding: 'utf8' });
    assert.equal(stderr, '');
    return stdout.split('\n').filter((line) => line !== '');
  };

  it('completes commands, options, and what options take, in bash', async () => {
    const text = await script('bash');
    assert.deepEqual(completed(text, 'cellblock', 'gr'), ['grade']);
    assert.deepEqual(completed(text, 'cellblock', 'run', '--exp'), ['--explain-crash']);
    assert.deepEqual(completed(text, 'cellblock', 'run', '--profile', 's'), ['standard', 'strict', 'sealed']);
    assert.deepEqual(completed(text, 'cellblock', 'keys', 'rev'), ['revoke']);
  });

  it('completes a value behind an equals sign, which bash takes for a word of its own', async () => {
    const text = await script('bash');
    const standards = ['gnu11', 'gnu17', 'gnu18'];
    assert.deepEqual(completed(text, 'cellblock', 'run', '--std', '=', 'gnu1'), standards);
    assert.deepEqual(completed(text, 'cellblock', 'run', '--sanitize', '='), ['address', 'undefined']);
    assert.match(await script('zsh'), /'--std=\[/);
  });

  it('says that words are files only where they are', async () => {
    const text = await script('bash');
    assert.doesNotMatch(text, /^complete .*filenames/m);
    const spied = `${text}\ncompopt() { printf '%s\\n' "$*"; }`;
    assert.deepEqual(completed(spied, 'cellblock', 'ru'), ['run']);
    assert.equal(completed(spied, 'cellblock', 'run', '/bin/s')[0], '-o filenames');
  });

  it('completes what a short option takes, in zsh', async () => {
    assert.match(await script('zsh'), /'-O\+\[default 1\]:level:\(0 1 2 3 s g fast\)'/);
  });

  it('names every option of every command, in every shell', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const text = await script(shell);
      for (const command of commands) {
        for (const name of Object.keys(optionsOf(command))) {
          assert.ok(text.includes(shell === 'fish' ? `-l ${name}` : `--${name}`), `${shell}: ${name}`);
        }
      }
    }
  });
});
