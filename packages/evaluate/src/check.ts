// What a submission may ask of this toolchain, beyond what the contract rules out for any. A combination that
// can't be had is refused, not approximated.

import { AppError, type Compiler, type Submission, scratchBytesOf, withDefaults } from '@cellblock/contract';
import { sanitizersOf } from './options.js';
import type { LinkMode, Toolchain } from './toolchain.js';
import { inputsOf } from './workspace.js';

type Rule = { field: string; complaint: (submission: Submission) => string | null };

const tccWarnings: readonly string[] = ['all', 'error'];
const tccOptimizations: readonly string[] = ['0', '1'];
const tccLacks: readonly string[] = ['atomic', 'quadmath'];

const tccRules: readonly Rule[] = [
  {
    field: 'compiler.standard',
    complaint: ({ compiler }) =>
      /23$/.test(compiler.standard) ? 'tcc has no C23; use up to gnu17, or gcc' : null,
  },
  {
    field: 'compiler.optimize',
    complaint: ({ compiler }) =>
      tccOptimizations.includes(compiler.optimize) ? null : 'tcc does not optimize; use 0 or 1, or gcc',
  },
  {
    field: 'compiler.warnings',
    complaint: ({ compiler }) => {
      const unknown = compiler.warnings.filter((name) => !tccWarnings.includes(name));
      return unknown.length === 0
        ? null
        : `tcc has no ${unknown.join(', ')}; use ${tccWarnings.join(', ')}, or gcc`;
    },
  },
  {
    field: 'compiler.libraries',
    complaint: ({ compiler }) => {
      const lacking = compiler.libraries.filter((name) => tccLacks.includes(name));
      return lacking.length === 0 ? null : `tcc can't link ${lacking.join(', ')}, which is gcc's; use gcc`;
    },
  },
  {
    field: 'compiler.name',
    complaint: (submission) =>
      isLinkedStatically(submission)
        ? `the profile ${submission.profile} needs a static program, which tcc can't make; use gcc`
        : null,
  },
];

const gccRules: readonly Rule[] = [
  {
    field: 'compiler.sanitize',
    complaint: (submission) =>
      submission.compiler.sanitize.length > 0 && isLinkedStatically(submission)
        ? `a sanitized program needs more than the profile ${submission.profile} allows; use the profile standard`
        : null,
  },
];

// As execve(2) has it: a quarter of the stack, but always 128 KiB where there is so much, for strings and pointers to them.
const leastArgumentBytes = 128 * 1024;
// The end of the string, and a pointer.
const pointerBytes = 9;
// What every program is started with besides.
const startBytes = 1024;

const generalRules: readonly Rule[] = [
  {
    field: 'inputs',
    complaint: (submission) => {
      const { scratchBytes } = withDefaults(submission.limits);
      const needed = submission.profile === 'sealed' ? 0 : scratchBytesOf(inputsOf(submission));
      return needed > scratchBytes
        ? `together they take ${needed} bytes of scratch, above limits.scratchBytes, which is ${scratchBytes}`
        : null;
    },
  },
  {
    // The kernel starts nothing whose arguments take more of its stack.
    field: 'args',
    complaint: ({ args, limits }) => {
      const { stackBytes } = withDefaults(limits);
      const most = Math.min(stackBytes, Math.max(stackBytes / 4, leastArgumentBytes));
      const needed = startBytes + args.reduce((sum, arg) => sum + Buffer.byteLength(arg) + pointerBytes, 0);
      return needed > most
        ? `together they take ${needed} bytes, more than the ${most} that limits.stackBytes leaves for them`
        : null;
    },
  },
];

const rules = { gcc: [...gccRules, ...generalRules], tcc: [...tccRules, ...generalRules] };

/** Throws AppError `invalid_field`, naming field and remedy, where this toolchain can't do what is asked. */
export function check(submission: Submission, toolchain: Toolchain): void {
  const { name } = submission.compiler;
  if (name === 'clang' || toolchain.compilers[name] === undefined) {
    const available = Object.entries(toolchain.compilers).flatMap(([known, value]) => (value ? [known] : []));
    refuse('compiler.name', `${name} is not installed here; available: ${available.join(', ')}`);
  } else {
    for (const { field, complaint } of rules[name]) {
      const message = complaint(submission);
      if (message !== null) refuse(field, message);
    }
  }
}

/** Whether the program is linked statically: on request, and always for profiles too narrow for a dynamic loader. */
function isLinkedStatically({ compiler, profile }: Submission): boolean {
  return compiler.link === 'static' || profile === 'strict' || profile === 'sealed';
}

/** The way to link a submission that passed `check`. */
export function linkModeOf(submission: Submission): LinkMode {
  if (isLinkedStatically(submission)) return 'static';
  return sanitizeMode(submission.compiler) ?? 'dynamic';
}

function sanitizeMode(compiler: Compiler): LinkMode | null {
  const [first, second] = sanitizersOf(compiler);
  if (first === undefined) return null;
  return second === undefined ? first : 'address+undefined';
}

function refuse(field: string, message: string): never {
  throw new AppError('invalid_field', { field, message });
}
