// What is said in a session: a client starts one program and then types, and hears of it as of any job.

import { z } from 'zod';
import { JobEvent } from './events.js';
import { notBase64, Submission } from './submission.js';
import { byteLength, Encoding, isBase64, Text } from './text.js';

const Side = z.int().min(1).max(65_535);

export const TerminalSize = z
  .strictObject({ columns: Side, rows: Side })
  .meta({ id: 'TerminalSize', description: 'The size of a terminal in characters.' });
export type TerminalSize = z.infer<typeof TerminalSize>;

const terminalProfiles: readonly string[] = ['standard', 'processes'] satisfies Submission['profile'][];

/** The signals that a program in a session can be sent. */
const signals = [
  'SIGINT',
  'SIGTERM',
  'SIGKILL',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGTSTP',
  'SIGSTOP',
  'SIGCONT',
  'SIGWINCH',
] as const;

export const SessionStart = z
  .strictObject({
    type: z.literal('start'),
    submission: Submission.meta({ description: 'The program; its stdin is what is typed first.' }),
    terminal: TerminalSize.optional().meta({
      description: 'Gives the program a terminal of this size; without it its streams are pipes.',
    }),
  })
  .superRefine(({ submission: { profile }, terminal }, context) => {
    if (terminal === undefined || terminalProfiles.includes(profile)) return;
    const message = `needs one of the profiles ${terminalProfiles.join(', ')}, received ${profile}`;
    context.addIssue({ code: 'custom', path: ['terminal'], message });
  })
  .meta({ id: 'SessionStart', description: 'The first message of a session: the program.' });
export type SessionStart = z.infer<typeof SessionStart>;

/** A first message as a client writes it, every default left out. */
export type SessionStartInput = z.input<typeof SessionStart>;

const Stdin = z
  .strictObject({ type: z.literal('stdin'), content: Text, encoding: Encoding.default('utf8') })
  .refine(({ content, encoding }) => encoding === 'utf8' || isBase64(content), {
    path: ['content'],
    error: notBase64,
  });

export const SessionInput = z
  .discriminatedUnion('type', [
    Stdin,
    z.strictObject({ type: z.literal('end') }),
    z.strictObject({ type: z.literal('signal'), signal: z.enum(signals) }),
    z.strictObject({ type: z.literal('resize'), ...TerminalSize.shape }),
  ])
  .meta({
    id: 'SessionInput',
    description:
      'Every further message: `stdin` is typed, `end` is the end of what is typed (with a terminal Ctrl-D), `signal` is sent to the program, `resize` gives its terminal another size.',
  });
export type SessionInput = z.infer<typeof SessionInput>;

/** A message as a client writes it, every default left out. */
export type SessionMessage = z.input<typeof SessionInput>;

/** How many bytes of stdin this brings. */
export const typedBytes = (input: SessionInput): number =>
  input.type === 'stdin' ? byteLength(input.content, input.encoding) : 0;

export const SessionEvent = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('accepted'), id: z.string() }),
    ...JobEvent.options,
  ])
  .meta({
    id: 'SessionEvent',
    description:
      'What the server says: `accepted` with the id of the job, then what happens to it. A message that is refused is an `error`, which ends the session.',
  });
export type SessionEvent = z.infer<typeof SessionEvent>;
