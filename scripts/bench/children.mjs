// Processes that stay and do one thing a line: a shell, a launcher, clients. They are there before the clock starts, so
// that what is compared with us has no start-up of Node's to carry.

import { spawn } from 'node:child_process';
import { once } from 'node:events';

const patienceMs = 60_000;

const shellLoop = 'while read -r line; do eval "$line"; printf "\\n=%d\\n" $?; done';

/** /bin/sh in a directory; `run` resolves when a command line has ended well there. */
export function openShell(directory) {
  const child = openChild(['/bin/sh', '-c', shellLoop], directory);
  return {
    async run(commandLine) {
      const [status] = await child.ask(`${commandLine}\n`, /\n=(\d+)\n$/);
      if (status !== '0') throw new Error(`${commandLine}: ended with status ${status}`);
    },
    close: child.close,
  };
}

/** A launcher of a command; `run` resolves to the milliseconds that the command took, by vfork, exec and wait. */
export function openLauncher(launcher, argv) {
  const child = openChild([launcher, ...argv], '/');
  return {
    run: async () => milliseconds(await child.ask('.', /^(\d+)\n$/m)),
    /** The number that the command itself printed, as milliseconds. */
    runPrinting: async () => milliseconds(await child.ask('.', /^(\d+)\n\d+\n$/)),
    close: child.close,
  };
}

const milliseconds = ([nanoseconds]) => Number(nanoseconds) / 1e6;

/** A program; `ask` writes it a line, and resolves to what the pattern's groups hold of its words. */
export function openChild([program, ...args], cwd) {
  const child = spawn(program, args, { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let waiting = { resolve: () => {}, reject: () => {} };
  let said = '';
  let pattern = /^$/;
  child.stdout.on('data', (chunk) => {
    said += chunk;
    const match = pattern.exec(said);
    if (match !== null) waiting.resolve(match.slice(1));
  });
  child.once('exit', (status) =>
    waiting.reject(new Error(`${program} ended by itself (${status}): ${said}`)),
  );
  return {
    ask: (question, answer) =>
      new Promise((resolve, reject) => {
        const complain = () => reject(new Error(`${program} did not answer ${question.trim()}: ${said}`));
        const patience = setTimeout(complain, patienceMs);
        const calm = (settle) => (value) => {
          clearTimeout(patience);
          settle(value);
        };
        said = '';
        pattern = answer;
        waiting = { resolve: calm(resolve), reject: calm(reject) };
        child.stdin.write(question);
      }),
    async close() {
      waiting.reject(new Error('closed'));
      child.stdin.destroy();
      child.kill();
      await ended;
    },
  };
}
