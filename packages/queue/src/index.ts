export { type Bench, type BenchOptions, openBench } from './bench.js';
export { type Door, type DoorOptions, openDoor, type QueueStatus } from './door.js';
export { type Job, WorkerStatus } from './job.js';
