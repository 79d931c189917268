// cellblock doctor: what this machine offers a sandbox, and whether a service answers.

import { CellblockError } from '@cellblock/client';
import { printDiagnosis } from '../checkout.js';
import { defineCommand } from '../command.js';
import { clientFor, connectionOf, connectionOptions } from '../connection.js';
import { exitStatus } from '../exit-status.js';
import { printable } from '../printable.js';
import { UsageError } from '../terminal.js';

export const doctor = defineCommand({
  name: 'doctor',
  about: 'say what this machine offers, and whether a service answers',
  usage: [{ line: 'doctor [options]' }],
  operands: 'none',
  details: [
    `It changes nothing. The status is ${exitStatus.service} where no service answers there, or where it runs no programs.`,
  ],
  options: connectionOptions,
  examples: [{ line: 'cellblock doctor', about: 'this machine, and the service on it' }],
  run: async ({ values, operands, rest, terminal }) => {
    const extra = [...operands, ...rest][0];
    if (extra !== undefined) throw new UsageError(`${extra} is one argument too many`);
    const client = clientFor(values, terminal);
    await printDiagnosis();
    terminal.say(`\nService at ${connectionOf(values, terminal).url}`);
    const { isReady, lines } = await serviceFacts(client);
    for (const line of lines) terminal.say(`  ${line}`);
    return isReady ? exitStatus.ok : exitStatus.service;
  },
});

type ServiceFacts = { isReady: boolean; lines: string[] };

async function serviceFacts(client: ReturnType<typeof clientFor>): Promise<ServiceFacts> {
  try {
    const { ready, reason, queue, workers } = await client.health();
    const { version } = await client.version();
    const lines = [
      ready ? `✓ it runs programs, version ${version}` : `✗ it runs none: ${reason}`,
      ...workers.map(({ id, programs, concurrency, compilers }) => {
        const tools = Object.entries(compilers).map(([name, which]) => `${name} ${which}`);
        return `✓ worker ${printable(id)}: ${programs} programs at once, of ${concurrency} jobs; ${printable(tools.join(', '))}`;
      }),
      `  ${queue.waiting} jobs wait, ${queue.active} run`,
    ];
    return { isReady: ready, lines };
  } catch (error) {
    if (!(error instanceof CellblockError)) throw error;
    return { isReady: false, lines: [`✗ ${printable(error.message)}`] };
  }
}
