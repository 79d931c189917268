// cellblock pastes: the operator backs pastes up, puts them back, and takes one down.

import { AppError, parseOrRefuse } from '@cellblock/contract';
import type { PasteRecord, Pastes } from '@cellblock/queue';
import { readEnvironment } from '@cellblock/runtime';
import { type Call, defineCommand, type OptionTable } from '../command.js';
import { exitStatus } from '../exit-status.js';
import { linesIn } from '../input-files.js';
import { type Terminal, UsageError } from '../terminal.js';

export const pastes = defineCommand({
  name: 'pastes',
  about: 'back pastes up, and put them back',
  usage: [
    { line: 'pastes export > FILE', about: 'every paste, a line of JSON each' },
    { line: 'pastes import FILE', about: 'puts those back that are not there (- reads stdin)' },
    { line: 'pastes delete ID', about: 'deletes a paste, whoever its author is' },
    { line: 'pastes status', about: 'how many there are, and how many bytes they take' },
  ],
  operands: ['export', 'import', 'delete', 'status'],
  details: [
    'An export holds what authors can delete their pastes by as hashes alone. It may be taken while the service runs, and imported any number of times.',
    'Pastes are kept in Redis: REDIS_URL, CELLBLOCK_STATE and CELLBLOCK_QUEUE_PREFIX say in which.',
  ],
  options: {},
  examples: [{ line: 'cellblock pastes export > pastes.ndjson', about: 'a backup' }],
  run: pastesCommand,
});

async function pastesCommand({ operands, terminal }: Call<OptionTable>): Promise<number> {
  const [action = '', operand, extra] = operands;
  const act = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (act === undefined) throw new UsageError(`pastes takes one of ${Object.keys(actions).join(', ')}`);
  if (extra !== undefined) throw new UsageError(`${extra} is one argument too many`);
  const { redisUrl, queuePrefix: prefix, pasteBytes: mostBytes } = readEnvironment(terminal.env);
  // Only here: what reaches Redis takes longer to load than all the rest.
  const { openPastes } = await import('@cellblock/queue');
  const store = openPastes({ redisUrl, prefix, mostBytes });
  try {
    await act({ pastes: store, operand, terminal });
    return exitStatus.ok;
  } finally {
    store.close();
  }
}

type Order = { pastes: Pastes; operand: string | undefined; terminal: Terminal };

const actions: Record<string, (order: Order) => Promise<void>> = {
  export: async ({ pastes, operand, terminal }) => {
    if (operand !== undefined)
      throw new UsageError('export writes to stdout: cellblock pastes export > FILE');
    // Redis may be away: better to say so than to leave an empty backup behind.
    await pastes.status();
    for await (const record of pastes.records()) terminal.say(JSON.stringify(record));
  },
  import: async ({ pastes, operand, terminal }) => {
    if (operand === undefined) throw new UsageError('the file to import is missing (- for stdin)');
    const counts = { restored: 0, passed: 0 };
    let number = 0;
    try {
      for await (const line of linesIn(operand, terminal)) {
        number += 1;
        if (line.trim() === '') continue;
        const isRestored = await pastes.restore(await recordIn(line, `${operand}:${number}`));
        counts[isRestored ? 'restored' : 'passed'] += 1;
      }
    } catch (error) {
      if (number > 0) terminal.warn(`${inWords(counts)} Then the import stopped:`);
      throw error;
    }
    terminal.say(inWords(counts));
  },
  delete: async ({ pastes, operand, terminal }) => {
    if (operand === undefined) throw new UsageError('the id of a paste is missing');
    if (!(await pastes.remove(operand)))
      throw new AppError('not_found', { message: `there is no paste ${operand}` });
    terminal.say(`The paste ${operand} is deleted.`);
  },
  status: async ({ pastes, terminal }) => {
    const { pastes: count, bytes, mostBytes } = await pastes.status();
    terminal.say(`${count} pastes, ${bytes} of ${mostBytes} bytes`);
  },
};

const inWords = ({ restored, passed }: { restored: number; passed: number }) =>
  `${restored} pastes restored, ${passed} passed over: there already, or expired.`;

async function recordIn(line: string, place: string): Promise<PasteRecord> {
  const { PasteRecord } = await import('@cellblock/queue');
  try {
    return parseOrRefuse(PasteRecord, JSON.parse(line));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('bad_request', { message: `${place} is no paste: ${reason}` });
  }
}
