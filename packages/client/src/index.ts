export { type Client, createClient } from './client.js';
export { CellblockError } from './error.js';
export type { Gradings } from './grade.js';
export type { Jobs, ReportForm } from './jobs.js';
export type { CallOptions, ClientOptions, PostOptions, RetryOptions, SessionSocket } from './options.js';
export type { Pastes } from './pastes.js';
export type { Running } from './run.js';
export type { Session, SignalName } from './session.js';
