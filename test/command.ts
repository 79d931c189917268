// The `cellblock` command as a user calls it: the real binary, with pipes or in a terminal of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const binary = fileURLToPath(new URL('../../apps/cli/bin/cellblock.mjs', import.meta.url));

export type CommandOptions = {
  url: string;
  cwd: string;
  input?: string;
  env?: Record<string, string>;
  /** Whether its streams are a terminal, whose both outputs are stdout then. */
  inTerminal?: boolean;
};

export type Command = {
  readonly child: ChildProcess;
  /** What it has written so far. */
  stdout(): string;
  stderr(): string;
  type(text: string): void;
  /** Resolves once one of its streams holds this; rejects where it ends before that. */
  heard(text: string): Promise<void>;
  /** Its status and all that it wrote. */
  readonly ended: Promise<{ status: number | null; stdout: string; stderr: string }>;
};

/** Starts it. Without `input` its stdin stays open, with nothing in it. */
export function startCommand(args: string[], { url, cwd, input, env, inTerminal }: CommandOptions): Command {
  const own = [process.execPath, binary, ...args];
  const argv = inTerminal === true ? ['script', '-qec', own.map(quoted).join(' '), '/dev/null'] : own;
  const [file = '', ...rest] = argv;
  const variables = { ...process.env, CELLBLOCK_URL: url, TERM: 'xterm', NO_COLOR: '1', ...env };
  const child = spawn(file, rest, { cwd, env: variables, stdio: 'pipe' });
  const written = { stdout: '', stderr: '' };
  const news = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
      for (const tell of news) tell();
    });
  }
  child.stdin.on('error', () => {});
  if (input !== undefined) child.stdin.end(input);
  const ended = once(child, 'close').then(([status]) => ({ status, ...written }));
  return {
    child,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    type: (text) => void child.stdin.write(text),
    heard: (text) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!written.stdout.includes(text) && !written.stderr.includes(text)) return;
          news.delete(check);
          resolve();
        };
        news.add(check);
        ended.then(() => reject(new Error(`it ended without ${text}: ${JSON.stringify(written)}`)));
        check();
      }),
    ended,
  };
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
