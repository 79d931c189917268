// What the host sees of a warden's cells, by /proc.

import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Process ids of all that descends from the process. From one look at all there are: lists of children have gaps. */
export function descendants(pid: number): number[] {
  const parents = allProcesses().map((child) => [child, Number(statOf(child)[1])] as const);
  const below = (parent: number): number[] =>
    parents.filter(([, of]) => of === parent).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

const allProcesses = () => readdirSync('/proc').map(Number).filter(Boolean);

/** A line of /proc/PID/status, as its words; none where the process is gone. */
export function status(pid: number, name: string): string[] {
  const line = readOr(`/proc/${pid}/status`, '')
    .split('\n')
    .find((one) => one.startsWith(`${name}:`));
  return (
    line
      ?.slice(name.length + 1)
      .trim()
      .split(/\s+/) ?? []
  );
}

/** Process ids of the programs at work: process 2 of a cell, once its descriptors are bounded (a waiting cell's are not). */
export function programs(warden: number): number[] {
  return descendants(warden).filter(
    (pid) => status(pid, 'NSpid').at(-1) === '2' && limitsOf(pid, 'Max open files')[0] === '256',
  );
}

/** Process ids of all that is of that user. */
export function processesOf(uid: number): number[] {
  return allProcesses().filter((pid) => status(pid, 'Uid')[0] === String(uid));
}

/** As `net:[4026531840]`; empty where the process is gone. */
export function namespaceOf(pid: number | 'self', name: string): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/${name}`);
  } catch {
    return '';
  }
}

/** Mount point and options (`ro,nosuid,...`) of all that the process has mounted. */
export function mounts(pid: number): { at: string; options: string[]; type: string }[] {
  return mountsIn(readOr(`/proc/${pid}/mountinfo`, ''));
}

/** The same from the text of a mountinfo file. */
export function mountsIn(text: string): { at: string; options: string[]; type: string }[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '))
    .map((words) => ({
      at: words[4] ?? '',
      options: (words[5] ?? '').split(','),
      type: words[words.indexOf('-') + 1] ?? '',
    }));
}

/** Soft and hard value of a line of /proc/PID/limits. */
export function limitsOf(pid: number, name: string): string[] {
  const line = readOr(`/proc/${pid}/limits`, '')
    .split('\n')
    .find((one) => one.startsWith(name));
  return line?.slice(name.length).trim().split(/\s+/).slice(0, 2) ?? [];
}

/** Who goes first where memory runs out: 1000 before all others. As text; empty where the process is gone. */
export const oomScoreAdj = (pid: number) => readOr(`/proc/${pid}/oom_score_adj`, '').trim();

/** How many descriptors a process has open. */
export const descriptors = (pid: number) => readdirSync(`/proc/${pid}/fd`).length;

/** What a process has in memory that it can write: each mapping's line of /proc/PID/maps, and the bytes there. */
export function memoryOf(pid: number): { line: string; bytes: Buffer }[] {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const mappings = readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .filter((line) => / rw/.test(line))
    .map((line) => {
      const [from = 0, to = 0] = (line.split(' ')[0] ?? '').split('-').map((end) => Number.parseInt(end, 16));
      const bytes = Buffer.alloc(to - from);
      readSync(memory, bytes, 0, bytes.length, from);
      return { line, bytes };
    });
  closeSync(memory);
  return mappings;
}

/** Directories of cells' control groups that this warden has made. */
export function groups(warden: number): string[] {
  return groupPlaces(warden).flatMap((place) =>
    listOr(place, [])
      .filter((name) => name.startsWith('cell-'))
      .map((name) => `${place}/${name}`),
  );
}

/** Directories in which this warden, which has to be alive, makes its groups. */
export function groupPlaces(warden: number): string[] {
  const lines = readOr(`/proc/${warden}/cgroup`, '').split('\n').filter(Boolean);
  return lines.map((line) => {
    const [, controllers = '', path = ''] = line.split(':');
    const root = controllers === '' ? '/sys/fs/cgroup' : `/sys/fs/cgroup/${controllers.replace('name=', '')}`;
    // With version 2 the warden itself has moved to a leaf.
    const own = path.replace(/^\/$|\/supervisor$/, '');
    return `${root}${own}/cellblock-${warden}`;
  });
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}

function listOr(path: string, otherwise: string[]): string[] {
  try {
    return readdirSync(path);
  } catch {
    return otherwise;
  }
}

/** A process by its id and the time of its start, so that another with the same id isn't taken for it. `ticks`: CPU time. */
export type Process = { pid: number; started: string; ticks: number };

export function processOf(pid: number): Process {
  const stat = statOf(pid);
  return { pid, started: stat[19] ?? '', ticks: Number(stat[11]) + Number(stat[12]) };
}

/** Whether it still is more than a line in a table. */
export function isAlive({ pid, started }: Process): boolean {
  const stat = statOf(pid);
  return stat[19] === started && stat[0] !== 'Z';
}

/** Fields of /proc/PID/stat behind the name; field 22 of proc(5), the start, is the twentieth of them. */
function statOf(pid: number): string[] {
  const text = readOr(`/proc/${pid}/stat`, '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Asks again and again until `isSo`, for some seconds at most. Whether it was. */
export async function becomes(isSo: () => boolean): Promise<boolean> {
  for (const deadline = performance.now() + 3000; performance.now() < deadline; ) {
    if (isSo()) return true;
    await delay(5);
  }
  return isSo();
}

/** Kills a process; one that has ended by itself will do. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
