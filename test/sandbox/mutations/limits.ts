// Without bounds, and without the ways in which a cell ends.

import type { Edit, Mutation } from '../mutations.js';

const become = (from: string, to: string): Edit => ({ file: 'become.c', from, to });
const cell = (from: string, to: string): Edit => ({ file: 'cell.c', from, to });
const ending = (from: string, to: string): Edit => ({ file: 'ending.c', from, to });
const streams = (from: string, to: string): Edit => ({ file: 'streams.c', from, to });
const start = (from: string, to: string): Edit => ({ file: 'start.c', from, to });

// NICE and RTPRIO are not here: where their hard limits are zero already, as on most hosts, nothing is seen to fall.
const seenElsewhere: Record<string, Mutation['fall']> = {
  AS: {},
  DATA: {},
  STACK: {},
  FSIZE: { 'scratch: one file no larger than the directory': /beyond: 'ok'/ },
  NPROC: {},
  NOFILE: { 'descriptors: as many as allowed': /more/ },
  CORE: {},
  MEMLOCK: {},
  LOCKS: {},
  MSGQUEUE: {},
  SIGPENDING: {},
};
/** Its row bounds what Linux doesn't. */
const withoutRlimit = (name: string): Edit => become(`{RLIMIT_${name},`, '{RLIMIT_RSS,');

const rlimits: Mutation[] = Object.entries(seenElsewhere).map(([name, fall]) => ({
  name: `RLIMIT_${name}`,
  edits: [withoutRlimit(name)],
  fall: { [`rlimit: ${name}`]: /./, ...fall },
}));

const bounds: Mutation[] = [
  {
    name: 'RLIMIT_CPU',
    mode: 'rlimits alone',
    edits: [withoutRlimit('CPU')],
    fall: { 'rlimit: CPU': /./ },
  },
  {
    name: 'the absence of RLIMIT_CPU where there is a group',
    edits: [become('order->grouped ? RLIM_INFINITY : cpu,', 'cpu,')],
    fall: {
      'rlimit: CPU': /./,
      'rlimit: none that makes the clock of a process tick': /\d\d/,
    },
  },
  {
    name: 'the memory group’s limit',
    edits: [start('cell->spec.memory_bytes + cell->base_memory_bytes', '1ull << 40')],
    fall: {
      'memory: a group of which the kernel keeps count': /exit/,
      'memory: scratch files count': /exit/,
    },
  },
  {
    name: 'the score for where there is no memory',
    edits: [become('    prefer_in_oom();\n', '')],
    fall: { 'memory: where there is no more the program goes first': /1000/ },
  },
  {
    name: 'the memory rlimit',
    mode: 'rlimits alone',
    edits: [withoutRlimit('DATA')],
    fall: { 'memory: an rlimit behind that, of four times as much': /blocks: '1'/ },
  },
  {
    name: 'the look at memory',
    mode: 'rlimits alone',
    edits: [
      ending('else if (over_memory(warden, cell)) cell_end', 'else if (false) cell_end'),
      ending('return peak > cell->spec.memory_bytes', 'return false && peak > cell->spec.memory_bytes'),
    ],
    fall: { 'memory: looked at where there is no group': /exit/ },
  },
  {
    name: 'the time at which descriptors are bounded',
    mode: 'rootless',
    edits: [
      become('{RLIMIT_LOCKS, 0, 0},', '{RLIMIT_LOCKS, 0, 0}, {RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES},'),
    ],
    fall: { 'descriptors: what some cells leave lying keeps no other from its own': /ETOOMANYREFS/ },
  },
  {
    name: 'the tasks group’s limit',
    edits: [start('cell->spec.processes + own_tasks', 'own_tasks * 100')],
    fall: { 'tasks: threads': /made: '40'/, 'tasks: processes': /made: '40'/ },
  },
  {
    name: 'the processor shares',
    edits: [
      {
        file: 'cgroup-host.c',
        from: 'bool apart = open_kind(host, proc, CGROUP_SHARES) == 0;',
        to: 'bool apart = false;',
      },
      { file: 'cgroup-host.c', from: 'cpu ? "+memory +pids +cpu" : ', to: 'cpu ? "+memory +pids" : ' },
    ],
    fall: { 'processor shares: a crowd is one party': /ms beside/ },
  },
  {
    name: 'the tasks rlimit',
    mode: 'rlimits alone',
    edits: [withoutRlimit('NPROC')],
    fall: { 'tasks: threads': /made: '40'/, 'tasks: processes': /made: '40'/ },
  },
  {
    name: 'the watch on CPU time',
    edits: [
      ending('else if (used >= (uint64_t)cell->spec.cpu_ms * 1000) on_time_up', 'else if (false) on_time_up'),
    ],
    fall: {
      'CPU time: no longer than allowed': /'wall' !== 'cpu'/,
      'CPU time: of threads together': /yes/,
      'CPU time: of processes together': /yes/,
    },
  },
  {
    name: 'the CPU time of children',
    mode: 'rlimits alone',
    edits: [
      {
        file: 'kin.c',
        from: 'walk_down(walk, child, depth);',
        to: 'walk->visit(walk->proc, child, walk->result);',
      },
      { file: 'clock.c', from: ' + waited_for_us(proc, pid)', to: '' },
    ],
    fall: { 'CPU time: of processes together': /yes/ },
  },
  {
    name: 'the wall deadline',
    edits: [
      ending(
        'if (cell_wall_us(cell, now) >= wall_limit_us(cell)) on_time_up',
        'if (cell_wall_us(cell, now) >= 10 * wall_limit_us(cell)) on_time_up',
      ),
    ],
    fall: { 'wall: no longer than allowed': /1\d\d\d\.?\d* ms/ },
  },
  {
    name: 'the cap on output',
    edits: [streams('(uint64_t)len < room ? (size_t)len : (size_t)room', 'room ? (size_t)len : (size_t)len')],
    fall: { 'output: to the byte': /exit/ },
  },
];

const dieWithParent: Edit = {
  file: 'jail.c',
  from: 'check(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), STEP_PARENT);',
  to: '',
};

const ends: Mutation[] = [
  {
    name: 'death with the warden',
    edits: [dieWithParent],
    fall: { 'end: no process outlives a warden that is killed': /outlive the warden/ },
  },
  {
    name: 'the warden’s last act',
    behind: [dieWithParent],
    edits: [
      {
        file: 'warden.c',
        from: 'if (warden->cells[slot].state != CELL_EMPTY) cell_destroy(warden, &warden->cells[slot]);',
        to: '(void)0;',
      },
    ],
    fall: { 'end: no process and no group outlives the socket': /outlive the warden/ },
  },
  {
    name: 'the end of a cell’s timer',
    edits: [cell('    close_fd(&cell->timer);\n', '')],
    fall: { 'end: 200 cells leave nothing behind': /descriptors/ },
  },
];

export const limitMutations: readonly Mutation[] = [...rlimits, ...bounds, ...ends];
