export { type Bench, type BenchOptions, openBench } from './bench.js';
export { type Door, type DoorOptions, openDoor, type QueueStatus } from './door.js';
export { type Entrance, openEntrance } from './entrance.js';
export type { Grant, GrantOrder } from './grant.js';
export { isKeyShaped } from './grant.js';
export { type Job, WorkerStatus } from './job.js';
export { type Keyring, openKeyring } from './keyring.js';
export type { Admission, Rate, Visitor } from './turnstile.js';
