// docker compose and docker, of the project that COMPOSE_PROJECT_NAME names.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { checkout } from '../service.js';

const execute = promisify(execFile);

async function docker(...args: string[]): Promise<string> {
  const { stdout } = await execute('docker', args, { cwd: checkout });
  return stdout.trim();
}

/** docker compose with these arguments; its stdout. How it ends otherwise is an Error with what it said. */
export const compose = (...args: string[]) => docker('compose', '--progress', 'plain', ...args);

/** The ids of a service's containers, those that have ended too. */
export async function containersOf(service: string): Promise<string[]> {
  const ids = await compose('ps', '--all', '--quiet', service);
  return ids.split('\n').filter((id) => id !== '');
}

/** Starts or kills a container. */
export const tellContainer = (what: 'start' | 'kill', id: string) => docker(what, id);

/** With what status a container ended. */
export const exitCodeOf = async (id: string) =>
  Number(await docker('inspect', '--format', '{{.State.ExitCode}}', id));

/** Runs JavaScript beside the worker, in its container, and resolves to the JSON that it prints. */
export async function inWorker(code: string): Promise<unknown> {
  const program = `
    const { readFileSync, writeFileSync } = require('node:fs');
    const { connect } = require('node:net');
    ${code}`;
  return JSON.parse(await compose('exec', '-T', 'worker', 'node', '--eval', program));
}
