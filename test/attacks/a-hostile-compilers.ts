// A46 to A56: a compiler that an attacker has taken over, and what it leaves in the artifact's place.

import assert from 'node:assert/strict';
import type { Verdict } from '@cellblock/contract';
import type { Warden } from '@cellblock/sandbox';
import { bytesOf } from '../sandbox/spec.js';
import { type Attack, scripted } from './attack.js';
import { compileWith, hostileTool } from './hostile-tools.js';
import { elfOf, play } from './native.js';

type Wanted = { verdict: Verdict; says: RegExp; limit?: string | null };

async function assertOutcome(
  warden: Warden,
  mode: string,
  { verdict, says, limit = null }: Wanted,
): Promise<void> {
  const { head } = await compileWith(warden, mode, await program);
  const said = `${head.message}\n${head.compile?.output}`;
  assert.equal(head.verdict, verdict, said);
  assert.equal(head.compile?.limit, limit, said);
  assert.match(said, says);
}

const program = elfOf('int main(void) { return 7; }\n');
program.catch(() => undefined); // told to whoever awaits it

/** The tool as it is confined: the filter names the call that it would need. */
const filtered = (id: string, mode: string, call: string): Attack =>
  scripted(id, `${mode}: refused by the filter`, ({ hostile }) =>
    assertOutcome(hostile.warden, mode, { verdict: 'compile_error', says: new RegExp(`SYS_${call}`) }),
  );

/** The tool with that wall taken down: what it left is no regular file with one name, so it is nothing. */
const unfiltered = (id: string, mode: string): Attack =>
  scripted(id, `${mode}: not taken, though the filter let it be made`, ({ hostile }) =>
    assertOutcome(hostile.weakened, mode, { verdict: 'compile_error', says: /left no regular file/ }),
  );

const confined = (id: string, mode: string, wanted: Wanted): Attack =>
  scripted(id, mode, ({ hostile }) => assertOutcome(hostile.warden, mode, wanted));

const keep = [{ path: 'a.out', maximumBytes: 32 << 20 }];
const artifact = { cpuMs: 2_000, wallMs: 3_000, processes: 8 };

/** What the tool left while a child of it went on, taken and read twice. */
async function twice(warden: Warden, mode: string): Promise<[string, string, number]> {
  const inputs = [{ path: 'main.c', content: await program }];
  const spec = { argv: [hostileTool, mode], inputs, keep, limits: artifact };
  const { cause, exitCode, kept } = await play(warden, { tool: hostileTool }, spec);
  assert.deepEqual([cause, exitCode], ['exit', 0]);
  const blob = kept[0] ?? null;
  assert.ok(blob !== null, 'nothing was kept');
  const read = async () => {
    const one = { argv: [hostileTool, 'sum', 'x'], inputs: [{ path: 'x', content: { blob } }] };
    return bytesOf(await play(warden, { tool: hostileTool }, one)).toString();
  };
  const [first, second] = [await read(), await read()];
  warden.release(blob);
  return [first, second, blob];
}

export const hostileCompilers: Attack[] = [
  filtered('A46', 'symlink', 'symlink'),
  unfiltered('A46', 'symlink'),
  unfiltered('A46', 'symlink-beside'),
  unfiltered('A46', 'hardlink'),
  filtered('A47', 'fifo', 'mknod'),
  unfiltered('A47', 'fifo'),
  filtered('A48', 'directory', 'mkdir'),
  unfiltered('A48', 'directory'),
  filtered('A48', 'socket', 'socket'),
  unfiltered('A48', 'socket'),
  filtered('A48', 'device', 'mknod'),
  confined('A48', 'nothing', { verdict: 'compile_error', says: /left no regular file/ }),
  confined('A49', 'sparse', { verdict: 'compile_limit', says: /size limit/, limit: 'size' }),
  scripted('A50', 'a set-user-id artifact runs with no more rights', async ({ hostile }) => {
    const source = `#include <unistd.h>
      int main(void) { return geteuid() == getuid() && getegid() == getgid() && geteuid() != 0 ? 0 : 1; }`;
    const { head } = await compileWith(hostile.warden, 'setuid', await elfOf(source));
    assert.equal(head.verdict, 'ok', head.message);
  }),
  filtered('A51', 'background', 'fork'),
  scripted('A51', 'a child that goes on writing is dead when the artifact is taken', async ({ hostile }) => {
    const [first, second] = await twice(hostile.weakened, 'background');
    assert.equal(first, second);
  }),
  filtered('A52', 'swap', 'fork'),
  scripted('A52', 'a child that swaps files: what is taken stays what it is', async ({ hostile }) => {
    const [first, second] = await twice(hostile.weakened, 'swap');
    assert.equal(first, second);
  }),
  confined('A53', 'fill', { verdict: 'compile_limit', says: /size limit/, limit: 'size' }),
  confined('A53', 'copy', { verdict: 'exit_nonzero', says: /status 7/ }),
  confined('A54', 'many', { verdict: 'compile_error', says: /ENOSPC after/ }),
  confined('A54', 'copy', { verdict: 'exit_nonzero', says: /status 7/ }),
  confined('A55', 'flood-stdout', { verdict: 'compile_limit', says: /output limit/, limit: 'output' }),
  scripted(
    'A55',
    'flood',
    async ({ hostile }) => {
      const limits = { cpuMs: 300, wallMs: 2_000, outputBytes: 1 << 20 };
      const report = await play(
        hostile.warden,
        { tool: hostileTool },
        { argv: [hostileTool, 'flood'], limits },
      );
      assert.ok(report.cause === 'cpu' || report.cause === 'wall', report.cause);
      assert.equal(bytesOf(report, 'stderr').length, limits.outputBytes);
      assert.ok(report.truncated.stderr);
    },
    {
      adapted:
        'what a compiler says beyond the cap is dropped, so that warnings stop no program; time ends a flood',
    },
  ),
  filtered('A56', 'network', 'socket'),
  filtered('A56', 'trace', 'ptrace'),
  filtered('A56', 'mount', 'mount'),
  filtered('A56', 'exec', 'execve'),
];
