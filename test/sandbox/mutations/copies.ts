// Without what makes a copy of a fork server a cell.

import type { Edit, Mutation } from '../mutations.js';

const become = (from: string, to: string): Edit => ({ file: 'become.c', from, to });
const zygote = (from: string, to: string): Edit => ({ file: 'zygote.c', from, to });
const layer = (name: string) => `copy of a fork server: ${name}`;

const rows: readonly (readonly [string, Edit, string, RegExp])[] = [
  [
    'the change of identity',
    become('check(setresuid(id, id, id), STEP_IDENTITY);', ''),
    'an identity without any power',
    /Uid/,
  ],
  [
    'the bounding set',
    become('    drop_bounding();\n    check(chdir', '    check(chdir'),
    'an identity without any power',
    /0{16}/,
  ],
  [
    'the filter',
    become('    filter_arm(filter, token);', '    if (token) return dup(CONTROL_FD);\n'),
    'an identity without any power',
    /'0'/,
  ],
  [
    'the net namespace',
    { file: 'nursery.c', from: 'CLONE_NEWNET | ', to: '' },
    'a world of its own',
    /net: nobody else/,
  ],
  [
    'the cgroup namespace',
    {
      file: 'jail.c',
      from: 'leave_group_and_name();\n    mount_scratch(jail, "/tmp");',
      to: 'mount_scratch(jail, "/tmp");',
    },
    'a world of its own',
    /cgroup: nobody else/,
  ],
  [
    'the end of the cell’s own descriptors',
    zygote('    (void)close(CONTROL_FD);\n', ''),
    'the streams, and its output',
    /'10'/,
  ],
  [
    'the end of the secret in the order',
    zygote(
      '    explicit_bzero(job, offsetof(struct received, strings) + job->order.string_bytes);\n',
      '    return;\n',
    ),
    'forgets the secret of its set-up',
    / rw-p /,
  ],
  [
    'the end of the secret on the stack',
    zygote('    explicit_bzero(stack, sizeof stack);\n', '    (void)stack;\n'),
    'forgets the secret of its set-up',
    /\[stack\]/,
  ],
  [
    'the rlimits',
    become(
      'check((int)syscall(SYS_setrlimit, table[i].resource, &wanted, 0, 0, 0, token), STEP_RLIMIT);',
      '',
    ),
    'the limits of every compile cell',
    /unlimited/,
  ],
  [
    'death with the warden',
    become('    jail_die_with_parent();\n}', '}'),
    'dies with the warden',
    /it outlives the warden/,
  ],
];

export const copyMutations: readonly Mutation[] = rows.map(([name, edit, fallen, words]) => ({
  name: `${name}, in copies`,
  edits: [edit],
  inCopies: true,
  fall: { [layer(fallen)]: words },
}));
