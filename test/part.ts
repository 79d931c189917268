// One process of the service under test: started, watched, ended. It dies with the process that started it, however
// that ends: the kernel sees to it (setpriv, which Debian always has).

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How a process ended. */
export type Exit = { exitCode: number | null; signal: string | null };

const linesKept = 300;
const dyingWithUs = ['setpriv', '--pdeathsig', 'KILL'] as const;

/** A running process, with the last lines that it wrote. */
export class Part {
  readonly name: string;
  readonly pid: number;
  readonly ended: Promise<Exit>;
  readonly #child;
  readonly #lines: string[] = [];

  constructor(name: string, command: string[], env: NodeJS.ProcessEnv) {
    this.name = name;
    const [program, ...args] = [...dyingWithUs, ...command];
    this.#child = spawn(program, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (this.#child.pid === undefined) throw new Error(`cannot start ${name}: setpriv is missing`);
    this.pid = this.#child.pid;
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.#lines.push(line);
        if (this.#lines.length > linesKept) this.#lines.shift();
      });
    }
    this.ended = once(this.#child, 'exit').then(([exitCode, signal]) => ({ exitCode, signal }));
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it wrote to stdout and stderr. */
  get log(): string {
    return [`--- ${this.name} (process ${this.pid})`, ...this.#lines].join('\n');
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Asks it to end, insists after `graceMs`, and resolves when it is gone. */
  async stop(graceMs: number): Promise<Exit> {
    if (this.isRunning) this.signal('SIGTERM');
    const insist = setTimeout(() => this.signal('SIGKILL'), graceMs);
    const exit = await this.ended;
    clearTimeout(insist);
    return exit;
  }
}
