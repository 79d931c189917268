import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.mjs';
import { parseProbe } from './host-facts.mjs';

test('the lines of the probe are facts', () => {
  assert.deepEqual(parseProbe('pid namespace\tyes\ta cell sees itself\ncgroups\tpartial\tmemory alone\n'), [
    { name: 'pid namespace', state: 'yes', detail: 'a cell sees itself' },
    { name: 'cgroups', state: 'partial', detail: 'memory alone' },
  ]);
});

test('a line of another form is an error, not a fact', () => {
  for (const line of ['cgroups', 'cgroups\tmaybe\tx', 'cgroups\tyes', 'a\tyes\tb\tc']) {
    assert.throws(() => parseProbe(line), /unknown line/);
  }
});

test('a user who may make user namespaces is told that cells get the others too', async (context) => {
  const built = fileURLToPath(new URL('../native/build/cellblock-warden', import.meta.url));
  if (!existsSync(built)) return context.skip('the warden is not built');
  const directory = mkdtempSync(join(tmpdir(), 'cellblock-probe-'));
  context.after(() => rmSync(directory, { recursive: true }));
  chmodSync(directory, 0o755);
  // The checkout may lie where that user can't get.
  const warden = join(directory, 'warden');
  copyFileSync(built, warden);
  const asOther = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--'];
  const argv = [...(process.geteuid() === 0 ? asOther : []), warden, '--probe'];
  const { stdout } = await runCommand(argv, { timeoutMs: 20_000 });
  const facts = parseProbe(stdout.toString()).filter(({ name }) => name.endsWith(' namespace'));
  const own = facts.find(({ name }) => name === 'user namespace');
  if (own.state === 'no') return context.skip(own.detail);
  assert.deepEqual(
    facts.filter(({ state }) => state !== 'yes'),
    [],
  );
  assert.equal(facts.length, 7);
});
