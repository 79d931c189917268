// The profile of packaging/apparmor, loaded: the warden and its cells are under it, an honest program notices nothing,
// and what is outside of it is denied, to the warden and to a program alike.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { labelOfProgram, withWarden } from './expect.mjs';
import { allowed, buildTrespasser } from './trespass.mjs';

const tunables = '/etc/apparmor.d/tunables/cellblock.d';
const wardenLabel = 'cellblock-warden (enforce)';
const cellLabel = 'cellblock-cell//&cellblock-warden (enforce)';

mkdirSync(tunables, { recursive: true });
writeFileSync(
  `${tunables}/place`,
  `@{CELLBLOCK} += ${process.cwd()}\n@{CELLBLOCK_STATE} += ${process.env.CELLBLOCK_STATE}\n`,
);
execFileSync('apparmor_parser', ['-r', '-T', '-W', 'packaging/apparmor/cellblock-warden'], {
  stdio: 'inherit',
});

await withWarden(async (started) => {
  assert.equal(started.host.confinement, wardenLabel);
  assert.equal(await labelOfProgram(started), cellLabel);
});

buildTrespasser();
const under = (profile) => allowed('aa-exec', '-p', profile, '--');
assert.equal(allowed(), 'file 1, network 1, mount 1, trace 1, identity 1', 'nothing else is in the way');
assert.equal(under('cellblock-warden'), 'file 1, network 0, mount 1, trace 0, identity 1, exec 0');
assert.equal(under('cellblock-cell'), 'file 0, network 0, mount 0, trace 0, identity 0, exec 0');
console.log(`loaded, and what is outside of it is denied; programs run as ${cellLabel}`);
