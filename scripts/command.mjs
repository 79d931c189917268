// Runs one command to its end and keeps what it said.

import { spawn } from 'node:child_process';

const keptLines = 40;

// A command that ended badly; the message holds the command, how it ended and the last lines of its output.
class CommandFailed extends Error {
  constructor(argv, result) {
    const ended = result.signal ? `was killed by ${result.signal}` : `ended with status ${result.status}`;
    const said = `${result.stdout}${result.stderr}`.trimEnd().split('\n').slice(-keptLines).join('\n');
    super(`${argv.join(' ')} ${ended}${said === '' ? '' : `:\n${said}`}`);
    this.name = 'CommandFailed';
  }
}

/**
 * Runs argv and resolves to { status, signal, stdout, stderr }, both outputs as Buffers; how it ends is not judged.
 * Rejects where the command can't be started. Options: cwd, env, input, timeoutMs (then SIGKILL), show (its output
 * goes to the terminal and is not kept), descriptors (which it gets as 3 and up).
 */
export function runCommand(argv, { cwd, env, input, timeoutMs, show = false, descriptors = [] } = {}) {
  const [command, ...args] = argv;
  const output = show ? 'inherit' : 'pipe';
  return new Promise((resolve, reject) => {
    const stdio = [input === undefined ? 'ignore' : 'pipe', output, output, ...descriptors];
    const child = spawn(command, args, { cwd, env, stdio, timeout: timeoutMs, killSignal: 'SIGKILL' });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.once('error', (cause) =>
      reject(new Error(`${command} can't be started: ${cause.message}`, { cause })),
    );
    child.once('close', (status, signal) => resolve({ status, signal, stdout: stdout(), stderr: stderr() }));
    if (input !== undefined) {
      // A command that ends before it has read everything says so by its status, not by EPIPE here.
      child.stdin.on('error', () => {});
      child.stdin.end(input);
    }
  });
}

/** Runs argv as runCommand does and resolves to its stdout as text; any bad end is a CommandFailed. */
export async function mustRun(argv, options) {
  const result = await runCommand(argv, options);
  if (result.status !== 0) throw new CommandFailed(argv, result);
  return result.stdout.toString();
}

function collect(stream) {
  const chunks = [];
  stream?.on('data', (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks);
}
