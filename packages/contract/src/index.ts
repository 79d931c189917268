export { createAnsi } from './ansi.js';
export { BatchEntry, BatchRequest } from './batch.js';
export { Callback } from './callback.js';
export { type BuiltInChecker, Checker } from './checker.js';
export {
  Compiler,
  type CompilerInput,
  codegens,
  compilerNames,
  libraries,
  links,
  optimizations,
  sanitizers,
  standards,
} from './compiler.js';
export { compilerOf, type FlagsRead } from './compiler-flags.js';
export { apart, isSource, together } from './data-files.js';
export { AppError, type ErrorCode, ErrorReply, errorMessages, isErrorCode } from './errors.js';
export { type Emit, JobEvent, type Progress, Step } from './events.js';
export { explain, nameOf } from './explain.js';
export {
  Difference,
  GradeResult,
  GradeVerdict,
  GroupResult,
  gradeVerdicts,
  TestResult,
  type TestRun,
  TestVerdict,
  testVerdicts,
} from './grade-result.js';
export {
  checkerOf,
  type GraderProgram,
  Grading,
  type GradingInput,
  graderSubmission,
  Test,
  testSubmission,
} from './grading.js';
export { Health, Version, WorkerStatus } from './health.js';
export { hintsFor } from './hints.js';
export { GradeRequest, type GradeRequestInput, JobRequest, type JobRequestInput } from './job-request.js';
export { JobError, JobState, JobStatus, jobStates } from './job-status.js';
export {
  batchBounds,
  compileLimits,
  type FullLimits,
  gradingBounds,
  Limits,
  pasteBounds,
  type RunLimitName,
  runLimits,
  scratchBytesOf,
  sessionBounds,
  submissionBounds,
  toolBounds,
  withDefaults,
} from './limits.js';
export { LimitsReply } from './limits-reply.js';
export { createLine } from './line.js';
export { roundMs } from './milliseconds.js';
export {
  type Chunk,
  type GradeOutcome,
  gradeOutcome,
  isGradeOutcome,
  type Outcome,
  OutcomeHead,
  outputOrder,
  resultOf,
  writtenBytes,
} from './outcome.js';
export { inOrder, mostTurns } from './output-order.js';
export {
  NewPaste,
  OutputOrder,
  Paste,
  PasteId,
  PasteRequest,
  type PasteRequestInput,
  type RecentPaste,
  RecentPastes,
} from './paste.js';
export { Rank, ranks } from './rank.js';
export { fieldName, fileName, parseOrRefuse } from './refusal.js';
export {
  CompileResult,
  Crash,
  Diagnostic,
  ForbiddenSyscall,
  mostFrames,
  OutputFile,
  Result,
  RunResult,
  Stage,
  Timings,
  Usage,
  Verdict,
  verdicts,
} from './result.js';
export {
  SessionEvent,
  SessionInput,
  type SessionMessage,
  SessionStart,
  type SessionStartInput,
  TerminalSize,
  typedBytes,
} from './session.js';
export { shellWords, spelled, wordsAsTyped } from './shell-words.js';
export { File, FilePath, Profile, profiles, Submission, type SubmissionInput } from './submission.js';
export { isBase64, unfinishedBytes } from './text.js';
export { RunTool } from './tools.js';
export { usualWarnings, warnings, warningsInWords } from './warnings.js';
