// What there is on the host because of us: read from /proc and /sys, never asked of the service.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const firstIdentity = 1_900_000_000;
const lastIdentity = firstIdentity + 65_535;
const rangeSize = 1024;
const namespaces = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts'];
const sharedPlaces = ['/tmp', '/dev/shm', '/var/tmp', '/run', '/dev/mqueue'];

type Process = { pid: number; parent: number; uid: number; name: string; isZombie: boolean };

/**
 * What must be the same whenever nothing runs. A warden keeps some things for later jobs, and makes them when they are
 * first needed: keepers and fork servers, in which cells are born, and cells that wait. They are counted out.
 */
export type HostState = {
  /** Programs that are still there. */
  programs: string;
  /** Processes that are no warden's, by name. */
  others: string;
  /** Cells that don't look like ones that wait. */
  oddCells: string;
  zombies: string;
  namespaces: string;
  descriptors: string;
  mounts: string;
  groups: string;
  ipc: string;
  files: string;
};

type Kept = { keepers: number; servers: number; cells: Map<string, Process[]> };

/** The state of the host as far as it is this process's and its children's doing. */
export function readHostState(): HostState {
  const all = allProcesses();
  const ours = below(process.pid, all);
  const wardens = ours.filter(({ name, parent }) => isWarden(name) && !isWarden(nameOf(parent, ours)));
  const kept = wardens.map((warden) => keptBy(warden, ours));
  const each = (of: (pid: number, kept: Kept) => string | number) =>
    wardens
      .map(({ pid }, index) => of(pid, kept[index] ?? { keepers: 0, servers: 0, cells: new Map() }))
      .join(' | ');
  const wardensOwn = wardens.flatMap(({ pid }) => below(pid, ours));
  return {
    programs: all.filter(isProgramOf(wardensOwn)).map(shown).join(' '),
    others: counted(ours.filter((one) => !wardensOwn.includes(one)).map(({ name }) => name)),
    oddCells: kept.flatMap(({ cells }) => [...cells.values()].filter(isOdd).flat().map(shown)).join(' '),
    zombies: ours
      .filter(({ isZombie }) => isZombie)
      .map(shown)
      .join(' '),
    namespaces: namespacesOf(ours, kept),
    descriptors: each(descriptorsOf),
    mounts: each((pid) => lines(`/proc/${pid}/mounts`).length),
    groups: each((pid, { keepers }) => `${groupsOf(pid) / keepers} a keeper`),
    ipc: ['shm', 'sem', 'msg']
      .flatMap((kind) => lines(`/proc/sysvipc/${kind}`).filter((line) => /\b19000\d{5}\b/.test(line)))
      .join(' '),
    files: sharedPlaces
      .flatMap((place) => entries(place).map((name) => join(place, name)))
      .filter(isOfCell)
      .join(' '),
  };
}

function keptBy(warden: Process, ours: Process[]): Kept {
  const host = namespaceOf(warden.pid, 'pid');
  const own = below(warden.pid, ours).filter(({ isZombie }) => !isZombie);
  const cells = new Map<string, Process[]>();
  let [keepers, servers] = [0, 0];
  for (const one of own) {
    const namespace = namespaceOf(one.pid, 'pid');
    if (namespace !== host) cells.set(namespace, [...(cells.get(namespace) ?? []), one]);
    else if (isWarden(one.name)) keepers += 1;
    else servers += 1;
  }
  return { keepers, servers, cells };
}

/** A waiting cell is two processes of ours, or one that a fork server has copied. */
function isOdd(processes: Process[]): boolean {
  return processes.length !== (processes.every(({ name }) => isWarden(name)) ? 2 : 1);
}

/**
 * The first identity of a range is worn by process 1 of every cell; the others by programs, and by what waits to become
 * one, whose descriptors are not bounded yet.
 */
function isProgramOf(wardensOwn: Process[]) {
  const ranges = wardensOwn.filter(({ uid }) => isIdentity(uid)).map(({ uid }) => rangeOf(uid));
  return ({ pid, uid }: Process) =>
    isIdentity(uid) &&
    ranges.includes(rangeOf(uid)) &&
    (uid - firstIdentity) % rangeSize !== 0 &&
    lines(`/proc/${pid}/limits`).some((line) => /^Max open files +256 /.test(line));
}

function namespacesOf(ours: Process[], kept: Kept[]): string {
  const cells = kept.reduce((sum, one) => sum + one.cells.size, 0);
  const servers = kept.reduce((sum, one) => sum + one.servers, 0);
  const waiting = new Set(kept.flatMap((one) => [...one.cells.values()].flat()).map(({ pid }) => pid));
  const lasting = ours.filter(({ pid }) => !waiting.has(pid));
  const count = (kind: string, processes: Process[]) =>
    new Set(processes.map(({ pid }) => namespaceOf(pid, kind)).filter(Boolean)).size;
  // A cell has a user namespace of its own only where there is no root.
  const countedOut = (kind: string) =>
    kind === 'user' ? count(kind, lasting) : count(kind, ours) - (kind === 'pid' ? cells : cells + servers);
  return namespaces.map((kind) => `${kind} ${countedOut(kind)}`).join(' ');
}

/** A warden's descriptors by kind, without those of what it keeps. */
function descriptorsOf(pid: number, { keepers, servers, cells }: Kept): string {
  const count: Record<string, number> = {
    timer: -cells.size,
    scratch: -cells.size,
    mounts: -cells.size,
    listener: -cells.size,
    pidfd: -(keepers + servers + 2 * cells.size),
    socket: -(keepers + servers + cells.size),
  };
  const seen = new Set<string>();
  for (const fd of entries(`/proc/${pid}/fd`)) {
    const target = linkOf(`/proc/${pid}/fd/${fd}`);
    // A file of a keeper's group is opened when it is first needed, and once.
    if (groupFile.test(target) && !seen.has(target)) {
      seen.add(target);
      continue;
    }
    const kind = descriptorKinds.find(([, pattern]) => pattern.test(target))?.[0] ?? 'other';
    // A keeper has as many groups as the cgroup version wants.
    count[kind] = (count[kind] ?? 0) + (kind === 'group' ? 1 / keepers : 1);
  }
  return Object.entries(count)
    .map(([kind, number]) => `${kind} ${Math.round(number * 1000) / 1000}`)
    .sort()
    .join(' ');
}

const groupFile = /\/cell-\d+\/[\w.]+$/;
const descriptorKinds: readonly [string, RegExp][] = [
  ['group', /\/cell-\d+$/],
  ['timer', /timerfd/],
  ['scratch', /^\/tmp/],
  ['mounts', /^mnt:/],
  ['pidfd', /pidfd/],
  ['socket', /^socket:/],
  ['blob', /memfd/],
  ['pipe', /^pipe:/],
  ['listener', /seccomp/],
];

/** Whether others run wardens on this machine: then what the kernel has allocated in all says nothing about ours. */
export function othersRunWardens(): boolean {
  const all = allProcesses();
  const ours = below(process.pid, all);
  return all.some((one) => isWarden(one.name) && !ours.some(({ pid }) => pid === one.pid));
}

/** Kernel memory that attacks could leave allocated, in KiB. */
export function readKernelMemory(): Record<'PageTables' | 'Shmem' | 'SUnreclaim', number> {
  const text = readFileSync('/proc/meminfo', 'utf8');
  const of = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)?.[1]);
  return { PageTables: of('PageTables'), Shmem: of('Shmem'), SUnreclaim: of('SUnreclaim') };
}

/** SHA-256 over names, modes and contents of all files below `directory`, read as cells would read them. */
export async function digestOf(directory: string): Promise<string> {
  const hash = createHash('sha256');
  const names = (await readdir(directory, { recursive: true })).sort();
  for (const name of names) {
    const path = join(directory, name);
    const { mode, size } = await lstat(path);
    hash.update(`${name}\0${mode}\0${size}\0`);
    if ((mode & 0o170000) === 0o100000) hash.update(await readFile(path));
  }
  return hash.digest('hex');
}

function allProcesses(): Process[] {
  return entries('/proc').flatMap((pid) => {
    const status = /^\d+$/.test(pid) ? lines(`/proc/${pid}/status`).join('\n') : '';
    const of = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1];
    const name = of('Name');
    if (name === undefined) return [];
    return [
      {
        pid: Number(pid),
        parent: Number(of('PPid')),
        uid: Number(of('Uid')),
        name,
        isZombie: of('State') === 'Z',
      },
    ];
  });
}

function below(pid: number, all: Process[]): Process[] {
  const found: Process[] = [];
  for (let parents = [pid]; parents.length > 0; ) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map((child) => child.pid);
  }
  return found;
}

/** How many groups the cells of a warden have, over all controllers. */
function groupsOf(warden: number): number {
  const own = `cellblock-${warden}`;
  const places = lines('/proc/self/mounts').flatMap(
    (line) => /^\S+ (\S+) cgroup2? /.exec(line)?.slice(1) ?? [],
  );
  const directories = places.flatMap((place) => descend(place, 4)).filter((path) => path.endsWith(`/${own}`));
  return directories.reduce((sum, path) => sum + subdirectories(path).length, 0);
}

function descend(path: string, depth: number): string[] {
  if (depth === 0) return [path];
  return [path, ...subdirectories(path).flatMap((child) => descend(child, depth - 1))];
}

function subdirectories(path: string): string[] {
  try {
    const found = readdirSync(path, { withFileTypes: true });
    return found.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
  } catch {
    return []; // gone while we looked
  }
}

const rangeOf = (uid: number) => Math.floor((uid - firstIdentity) / rangeSize);
const isWarden = (name: string) => name.startsWith('cellblock-ward');
const isIdentity = (uid: number) => uid >= firstIdentity && uid <= lastIdentity;
const nameOf = (pid: number, processes: Process[]) => processes.find((one) => one.pid === pid)?.name ?? '';
const shown = ({ pid, uid, name }: Process) => `${name} (process ${pid}, user ${uid})`;

function counted(names: string[]): string {
  return [...new Set(names)]
    .sort()
    .map((name) => `${name} ${names.filter((one) => one === name).length}`)
    .join(', ');
}

const namespaceOf = (pid: number, kind: string) => linkOf(`/proc/${pid}/ns/${kind}`);

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // gone while we looked
  }
}

function isOfCell(path: string): boolean {
  try {
    return isIdentity(statSync(path).uid);
  } catch {
    return false;
  }
}

function entries(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function lines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
