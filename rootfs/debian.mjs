// What this host knows of Debian: its release, its own package sources, and what they offer today.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { mustRun } from '../scripts/command.mjs';
import { parsePackages } from './manifest.mjs';
import { packages, suites } from './recipe.mjs';
import { debianKeyring, debianSources, renderSources } from './sources.mjs';

/** The host's Debian release by codename; an error where the recipe doesn't know it. */
export function hostSuite(osRelease = readFileSync('/etc/os-release', 'utf8')) {
  const codename = /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(osRelease)?.[1];
  if (suites.includes(codename)) return codename;
  const here = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(osRelease)?.[1] ?? 'an unknown system';
  throw new Error(
    `the rootfs can't be built on ${here}: the recipe is checked on Debian ${suites.join(', ')}. ` +
      'Build it on such a machine and copy <state>/rootfs here (tar keeps owners and links).',
  );
}

/** Writes the host's own Debian sources for a release to a file in `directory` and returns its path. */
export function writeSources(directory, suite) {
  if (!existsSync(debianKeyring)) {
    throw new Error(`${debianKeyring} is missing; get it by: apt-get install debian-archive-keyring`);
  }
  const entries = debianSources(hostSourceFiles(), suite);
  if (!entries.some((entry) => entry.suite === suite)) {
    throw new Error(
      `/etc/apt names no Debian archive for ${suite}; add one, for instance the line ` +
        `"deb http://deb.debian.org/debian ${suite} main" to /etc/apt/sources.list`,
    );
  }
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'debian.sources');
  writeFileSync(path, renderSources(entries));
  return path;
}

/** Asks Debian, in a private APT directory, which packages a rootfs would hold today. Needs the network. */
export async function offeredPackages(directory, sources) {
  const lists = join(directory, 'lists');
  for (const folder of [join(lists, 'partial'), join(directory, 'cache/archives/partial')]) {
    mkdirSync(folder, { recursive: true });
  }
  writeFileSync(join(directory, 'status'), '');
  const settings = {
    Dir: directory,
    'Dir::State': directory,
    'Dir::State::Lists': lists,
    'Dir::State::status': join(directory, 'status'),
    'Dir::Cache': join(directory, 'cache'),
    'Dir::Etc::SourceList': sources,
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::Etc::Preferences': '/dev/null',
    'Dir::Etc::PreferencesParts': '/dev/null',
    'APT::Architecture': 'amd64',
    'APT::Architectures': 'amd64',
    'APT::Install-Recommends': 'false',
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::ForceHash': 'SHA256',
    'Debug::NoLocking': 'true',
  };
  const apt = [
    'apt-get',
    '-qq',
    ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
  ];
  await mustRun([...apt, '--error-on=any', 'update']);
  return parsePackages(
    await mustRun([...apt, '--print-uris', 'install', ...packages.map(({ name }) => name)]),
  );
}

/** How this host reaches its mirrors (proxies, retries, clock checks), as lines of an APT configuration. */
export async function transportSettings() {
  const wanted = /^Acquire::(https?::|Retries|ForceIPv|Check-Valid-Until|Check-Date)/;
  const settings = await mustRun(['apt-config', 'dump']);
  return settings.split('\n').filter((line) => wanted.test(line) && !line.endsWith(' "";'));
}

function hostSourceFiles() {
  const folder = '/etc/apt/sources.list.d';
  const parts = existsSync(folder) ? readdirSync(folder).sort() : [];
  return ['/etc/apt/sources.list', ...parts.map((name) => join(folder, name))]
    .filter((path) => existsSync(path))
    .map((path) => ({ name: basename(path), text: readFileSync(path, 'utf8') }));
}
