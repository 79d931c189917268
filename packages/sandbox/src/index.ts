export {
  type Activity,
  type BlobId,
  type CellFile,
  type CellInput,
  type CellLimits,
  type CellReport,
  type CellSpec,
  type Cells,
  createPipe,
  type OutputChunk,
  type Pipe,
  type Place,
  type Policy,
  type RefusedSyscall,
  type RunningCell,
  SandboxError,
  type TerminalSize,
  type Zygote,
  type ZygoteSpec,
} from './cells.js';
export { type HostFact, probeHost } from './probe.js';
export type { HostFacts } from './session.js';
export { startWarden, type Warden, type WardenOptions } from './warden.js';
