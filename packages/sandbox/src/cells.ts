// What a cell is told (spec) and what was seen of it (report): the types that packages/evaluate is written against.

/** Names a sealed memfd that the warden holds until it is released. */
export type BlobId = number;

/** A row of the native policy tables. */
export type Policy = 'standard' | 'strict' | 'sealed' | 'processes' | 'compile';

/** Bounds on one cell. There is no "unlimited". */
export type CellLimits = {
  cpuMs: number;
  wallMs: number;
  /** For how long in all its wall clock may stand still while it claims a place; ten times `wallMs` where it isn't said. */
  standingMs?: number;
  memoryBytes: number;
  /** Of each process, beyond which it is given no more; it has no effect on sanitized programs. */
  addressSpaceBytes?: number;
  outputBytes: number;
  processes: number;
  stackBytes: number;
  scratchBytes: number;
  scratchInodes: number;
};

/** Joins the stdout of one cell to the stdin of another, whichever starts first; each end is for one cell. */
export type Pipe = { readonly kind: 'pipe' };

/** A pipe that no cell has yet. */
export const createPipe = (): Pipe => ({ kind: 'pipe' });

/** A file put into the scratch directory before the start. */
export type CellInput = { path: string; content: Buffer | { blob: BlobId } };

/** The size of a terminal, each from 1 to 65535. */
export type TerminalSize = { columns: number; rows: number };

/** A file of the scratch directory that is wanted afterwards. */
export type CellFile = { path: string; maximumBytes: number };

export type CellSpec = {
  policy: Policy;
  /** An artifact; or, with policy `compile`, an absolute path inside the compile tree, or a copy of a fork server. */
  program: { blob: BlobId } | { tool: string } | { zygote: Zygote };
  argv: string[];
  /** As NAME=value. */
  env: string[];
  limits: CellLimits;
  /** `fromCell`: a pipe from the other cell's stdout, whose spec says `stdout: 'pipe'`. */
  stdin: Buffer | { fromCell: RunningCell } | { fromPipe: Pipe } | 'interactive';
  /** With `interactive`: what is in its pipe, as far as fits, before the program begins, or in its terminal then. */
  typedFirst?: Buffer;
  /**
   * With `interactive`, and the policies `standard` and `processes`: all three streams are a terminal that controls the
   * program. What it writes comes as stdout, and `end` types Ctrl-D.
   */
  terminal?: TerminalSize;
  /** What goes into a pipe is not collected, and no limit on output counts it. */
  stdout: 'collect' | 'pipe' | { toPipe: Pipe };
  /** In the scratch directory (cwd, /tmp); with policy `sealed` handed over as descriptors, in this order. */
  inputs: CellInput[];
  /** Scratch files to keep as blobs. */
  keep: CellFile[];
  /** Scratch files to return as bytes. */
  outputs: CellFile[];
  /** The program holds a sanitizer's runtime, which needs /proc and the whole address space. */
  sanitized?: boolean;
};

/** A piece of output as it arrived. */
export type OutputChunk = { stream: 'stdout' | 'stderr'; bytes: Buffer };

/** A call that the policy refused, with its six arguments as hexadecimal numbers. */
export type RefusedSyscall = {
  name: string;
  number: number;
  abi: 'x86_64' | 'i386' | 'x32';
  args: string[];
  /** The policies that allow this very call. */
  policies: string[];
};

/** What the warden saw, never what the program said. */
export type CellReport = {
  /** What ended the program. `refused`: the artifact gate refused it. `killed`: kill() was called. */
  cause: 'exit' | 'signal' | 'cpu' | 'wall' | 'memory' | 'output' | 'syscall' | 'killed' | 'refused';
  exitCode: number | null;
  /** As 'SIGSEGV'. */
  signal: string | null;
  /** Why the gate refused, for instance 'executable stack'; with cause `refused` only. */
  refusal: string | null;
  /** Refused because the artifact's segments exceed memoryBytes. */
  overMemory: boolean;
  syscall: RefusedSyscall | null;
  truncated: { stdout: boolean; stderr: boolean };
  /** The limit on processes was met at least once. */
  processLimitHit: boolean;
  /** The program itself had ended; processes that it left were there until its time was up, and were ended. */
  leftProcesses: boolean;
  usage: { cpuMs: number; wallMs: number; memoryBytes: number };
  /** In order of arrival. */
  chunks: OutputChunk[];
  /** One per `keep`: null where the file was absent, not regular, or (see keptTooLarge) too large. */
  kept: (BlobId | null)[];
  keptTooLarge: boolean[];
  keptBytes: number[];
  /** One per `outputs`: null where the file was absent, not regular or too large. */
  outputs: (Buffer | null)[];
};

/**
 * A cell's place among those that run at once. It has the usual share of the processors where that is `held`, as it is at
 * first, and otherwise a 64th of that (with cgroup v2 a 100th); and while it is `claimed` the cell's wall clock stands
 * still, for `standingMs` at the most.
 */
export type Place = 'held' | 'lent' | 'claimed';

/** The CPU time used so far, and whether some task of the cell runs or waits for a processor, or it is yet to begin. */
export type Activity = { cpuMs: number; isRunnable: boolean };

/** A cell at work. `report` rejects with SandboxError where the sandbox failed: never a user's verdict. */
export interface RunningCell {
  readonly report: Promise<CellReport>;
  kill(): void;
  write(bytes: Buffer): void;
  end(): void;
  /**
   * Sends an interactive program's process group a signal (the program alone on kernels before 6.9). With a terminal
   * SIGINT, SIGQUIT and SIGTSTP go to the foreground, as from a key.
   */
  signal(name: NodeJS.Signals): void;
  /** Gives its terminal another size; the foreground gets SIGWINCH. */
  resize(size: TerminalSize): void;
  onOutput(listener: (chunk: OutputChunk) => void): void;
  /** What it does for the time being; null once it has ended. */
  activity(): Promise<Activity | null>;
  /** Gives it another place; where the host fact `shares` is not `yes` its share stays the usual one. */
  put(place: Place): void;
}

/** What a fork server is made of: a tool of the compile tree with its options, and the files that it starts with. */
export type ZygoteSpec = {
  tool: string;
  argv: string[];
  env: string[];
  inputs: { path: string; content: Buffer }[];
  /** Copies kept ready. */
  warm: number;
};

/** A compiler that has started up; specs may name it once it is ready. It ends with `end` or with the warden. */
export interface Zygote {
  /** Resolves when copies can be had; rejects with SandboxError where it could not start, or was ended before. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, for whatever reason. */
  readonly lost: Promise<SandboxError>;
  end(): void;
}

/** Starts cells and forgets blobs; all that evaluating a submission needs of the sandbox. */
export interface Cells {
  start(spec: CellSpec): RunningCell;
  startZygote(spec: ZygoteSpec): Zygote;
  release(blob: BlobId): void;
}

/** The sandbox failed, not the program in it; `step` and `errno` say where. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly step: string;
  readonly errno: string;

  constructor(step: string, errno: string, details: { cause?: unknown } = {}) {
    super(`sandbox failed at ${step}: ${errno}`, details);
    this.step = step;
    this.errno = errno;
  }
}
