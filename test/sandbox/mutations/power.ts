// Without what takes power from the program: identity, capabilities, descriptors, filters, the gate.

import type { Edit, Mutation } from '../mutations.js';

const become = (from: string, to: string): Edit => ({ file: 'become.c', from, to });
const jail = (from: string, to: string): Edit => ({ file: 'jail.c', from, to });
const artifact = (from: string, to: string): Edit => ({ file: 'artifact.c', from, to });

const capset = 'check((int)syscall(SYS_capset, &header, none), STEP_CAPABILITIES);';
const noNewPrivileges = 'check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), STEP_NO_NEW_PRIVS);';

const identity: Mutation[] = [
  {
    name: 'the change of identity',
    edits: [become('check(setresuid(id, id, id), STEP_IDENTITY);', '')],
    fall: {
      'identity: one that nobody else has': /0\t0/,
      'identity: another in each cell, and in init': /./,
    },
  },
  {
    name: 'an identity for each slot',
    edits: [{ file: 'nurseries.c', from: 'identity_base + 1 + cell->slot', to: 'identity_base + 1' }],
    fall: { 'identity: another in each cell, and in init': /two programs and the init of both/ },
  },
  {
    name: 'the change of init’s identity',
    edits: [jail('check(setresuid(jail->init_id, jail->init_id, jail->init_id), STEP_IDENTITY);', '')],
    fall: { 'identity: another in each cell, and in init': /./ },
  },
  {
    name: 'the end of other groups',
    edits: [become('        check(setgroups(0, NULL), STEP_IDENTITY);', '')],
    fall: { 'groups: none': /4 24/ },
  },
  {
    name: 'the end of init’s other groups',
    edits: [jail('check(setgroups(0, NULL), STEP_IDENTITY);', '')],
    fall: { 'init: as powerless as the program': /24/ },
  },
  {
    name: 'the end of capabilities',
    edits: [become(capset, '')],
    fall: { 'capabilities: none held, none to be had': /CapInh/ },
  },
  {
    name: 'the end of init’s capabilities',
    edits: [jail(capset, '')],
    fall: { 'init: as powerless as the program': /0{14}21/ },
  },
  {
    name: 'the bounding set',
    edits: [become('    drop_bounding();\n    check(chdir', '    check(chdir')],
    fall: { 'capabilities: none held, none to be had': /CapBnd/ },
  },
  {
    name: 'the bounding set of a new user namespace',
    mode: 'rootless',
    edits: [become('        drop_bounding(); // the new', '        // the new')],
    fall: { 'capabilities: none held, none to be had': /CapBnd/ },
  },
  // The warden has none itself, and nothing of a cell works without.
  {
    name: 'no new privileges',
    edits: [
      { file: 'warden.c', from: '(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);', to: '' },
      become(noNewPrivileges, ''),
    ],
    fall: { 'no new privileges, and one filter': /sandbox failed at landlock: EPERM/ },
  },
  {
    name: 'init’s filter',
    edits: [
      jail('check((int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program), STEP_SECCOMP);', ''),
    ],
    fall: { 'init: as powerless as the program': /'0'/ },
  },
];

const leftOpen = { 'descriptors: stdin, stdout, stderr': /'\d\d?'/ };
const heritage: Mutation[] = [
  {
    name: 'what a keeper forgets',
    edits: [{ file: 'nurseries.c', from: '        forget_jobs(warden);\n', to: '' }],
    fall: { 'identity: no process of a cell knows of other jobs': /\d/ },
  },
  {
    name: 'the end of low descriptors',
    edits: [jail('check((int)syscall(SYS_close_range, 3, CONTROL_FD - 1, 0), STEP_DESCRIPTORS);', '')],
    fall: leftOpen,
  },
  {
    name: 'the end of high descriptors',
    edits: [jail('check((int)syscall(SYS_close_range, PROC_FD + 1, ~0u, 0), STEP_DESCRIPTORS);', '')],
    fall: leftOpen,
  },
  {
    name: 'the end of the control socket',
    edits: [jail('dup3(control, CONTROL_FD, O_CLOEXEC)', 'dup3(control, CONTROL_FD, 0)')],
    fall: leftOpen,
  },
  {
    name: 'the end of the outer /proc',
    edits: [jail('dup3(proc, PROC_FD, O_CLOEXEC)', 'dup3(proc, PROC_FD, 0)')],
    fall: leftOpen,
  },
  {
    name: 'the end of what came with the order',
    edits: [become('CONTROL_FD, &message, MSG_CMSG_CLOEXEC, 0,', 'CONTROL_FD, &message, 0, 0,')],
    fall: leftOpen,
  },
  {
    name: 'an environment as told',
    edits: [become('"", job->args, job->env, AT', '"", job->args, environ, AT')],
    fall: { 'arguments and environment: exactly as given': /SECRET=1/ },
  },
  {
    name: 'the umask',
    edits: [become('(void)umask(022);', '')],
    behind: [{ file: 'warden.c', from: '(void)umask(022);', to: '' }],
    fall: { umask: /077/ },
  },
  {
    name: 'the nice value',
    edits: [become('check(setpriority(PRIO_PROCESS, 0, CELL_NICE), STEP_NICE);', '')],
    fall: { nice: /'0'/ },
  },
  {
    name: 'the default of signals',
    edits: [become('(void)signal(number, SIG_DFL);', '(void)number;')],
    fall: { 'signals: none ignored': /'0/ },
  },
  {
    name: 'the empty mask of signals',
    edits: [become('check(sigprocmask(SIG_SETMASK, &none, NULL), STEP_SESSION);', '')],
    fall: { 'signals: none blocked': /'0/ },
  },
  {
    name: 'the session',
    edits: [become('check(setsid(), STEP_SESSION);', '')],
    fall: { 'session: one of its own': /0 0/ },
  },
];

const abiAction = 'SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_NOTIFY';
const calls: Mutation[] = [
  {
    // Nothing runs without a listener: here is another descriptor in its place.
    name: 'the filter',
    edits: [become('    filter_arm(filter, token);', '    if (token) return dup(CONTROL_FD);\n')],
    fall: { 'no new privileges, and one filter': /Seccomp: '0'/ },
  },
  {
    name: 'the refusal of what has no row',
    edits: [{ file: 'filter.c', from: 'seccomp_init(SCMP_ACT_NOTIFY)', to: 'seccomp_init(SCMP_ACT_LOG)' }],
    fall: {
      'calls: what no row of the table allows is named': /socket: exit/,
      'calls: from a thread': /socket: exit/,
      'calls: from a signal handler': /socket: exit/,
      'calls: of a dynamic program': /socket: exit/,
      'calls: of a static program': /socket: exit/,
      'second exec: by name': /execve: exit/,
    },
  },
  {
    name: 'the refusal of one call',
    edits: [
      {
        file: 'policy.c',
        from: 'ALLOW(exit, ALL, "end of a thread"),',
        to: 'ALLOW(exit, ALL, "end of a thread"),\n    ALLOW(keyctl, ALL, "none"),',
      },
    ],
    fall: { 'calls: what no row of the table allows is named': /keyctl: exit/ },
  },
  {
    name: 'the refusal of other ABIs',
    edits: [{ file: 'filter.c', from: abiAction, to: 'SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW' }],
    fall: {
      'calls: of i386, by int 0x80': /getpid: exit/,
      'calls: of x32, by their numbers': /getpid: exit/,
    },
  },
  {
    name: 'the secret that one exec needs',
    edits: [
      {
        file: 'policy.c',
        from: `ALLOW_IF(execveat, ALL, "the program's one start", TOKEN)`,
        to: `ALLOW(execveat, ALL, "the program's one start")`,
      },
    ],
    fall: {
      'second exec: by descriptor': /execveat: /,
      'calls: what no row of the table allows is named': /execveat: /,
    },
  },
  {
    name: 'evidence of a refused call',
    edits: [{ file: 'ending.c', from: '? CAUSE_EXIT : CAUSE_SIGNAL', to: '? CAUSE_EXIT : CAUSE_SYSCALL' }],
    fall: { 'calls: a signal can’t pass for one': /syscall/ },
  },
];

const gate: Mutation[] = [
  {
    name: 'the look at an artifact’s magic',
    edits: [artifact('memcmp(header->e_ident, ELFMAG, SELFMAG) != 0', 'false')],
    fall: { 'artifact: bytes that are no program': /not an ELF program/ },
  },
  {
    name: 'the look at its machine',
    edits: [artifact('        header->e_machine != EM_X86_64)', '        false)')],
    fall: { 'artifact: another machine': /not a program for x86-64/ },
  },
  {
    name: 'the look at its interpreter',
    edits: [artifact('memcmp(name, interpreter, sizeof interpreter) != 0', 'false')],
    fall: { 'artifact: another interpreter': /sandbox failed at exec/ },
  },
  {
    name: 'the look for writable code',
    edits: [artifact('if ((segment->p_flags & (PF_W | PF_X)) == (PF_W | PF_X))', 'if (false)')],
    fall: { 'artifact: writable code': /refused/ },
  },
  {
    name: 'the look at its stack',
    edits: [artifact('segment->p_flags & PF_X ?', 'false ?')],
    fall: { 'artifact: an executable stack': /refused/ },
  },
  {
    name: 'the look at its segments’ ends',
    edits: [artifact('segment->p_filesz > view->size - segment->p_offset', 'false')],
    fall: { 'artifact: cut short': /'signal'|'exit'/ },
  },
  {
    name: 'the sum of its segments',
    edits: [artifact('memory > memory_bytes', 'false')],
    fall: { 'artifact: more memory than allowed': /exit/ },
  },
];

export const powerMutations: readonly Mutation[] = [...identity, ...heritage, ...calls, ...gate];
