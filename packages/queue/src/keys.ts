// Every Redis name this package uses. On a Redis Cluster the prefix needs braces, `{cellblock}`, to stay in one slot.

/** BullMQ's queue of jobs; its own keys are `<prefix>:jobs:*`. */
export const queueName = 'jobs';

/** BullMQ's queue of who is to be told that a job has ended. */
export const callbackQueueName = 'callbacks';

/** Those of the files that callers have put here. */
const shelfKeysUnder = (prefix: string) => ({
  /** What the names of a caller's files, a hash by id, and of when each was used begin with; the owner's name follows. */
  shelf: `${prefix}:shelf:`,
  /** When each caller last used a file of its own. */
  shelves: `${prefix}:shelves`,
  /** Bytes of each caller's files, and under the empty name of all. */
  shelfSizes: `${prefix}:shelf-sizes`,
});

/** The names under a prefix. */
export const keysUnder = (prefix: string) => ({
  prefix,
  /** A job as BullMQ holds it. */
  job: (id: string) => `${prefix}:${queueName}:${id}`,
  /** A submission too large for the job itself, as JSON. */
  payload: (id: string) => `${prefix}:payload:${id}`,
  /** The one stream on which an API process gets its answers. */
  replies: (door: string) => `${prefix}:replies:${door}`,
  /** The bytes of an answer too large for the stream, a hash of parts. */
  body: (token: string) => `${prefix}:body:${token}`,
  /** There while an API process lives. */
  door: (door: string) => `${prefix}:door:${door}`,
  /** The ids of the workers that lived lately. */
  workers: `${prefix}:workers`,
  /** A worker's status, there while it lives. */
  worker: (id: string) => `${prefix}:worker:${id}`,
  /** What a live worker counts. */
  metrics: (id: string) => `${prefix}:metrics:${id}`,
  /** The channel on which jobs are called off, by id. */
  cancel: `${prefix}:cancel`,
  /** API keys: from a key's hash to what it allows. */
  grants: `${prefix}:grants`,
  /** From a key's name to its hash. */
  grantNames: `${prefix}:grant-names`,
  /** There for a while after a key was revoked, for requests that had been let in before. */
  revoked: (owner: string) => `${prefix}:revoked:${owner}`,
  /** When the rate of a caller will be whole again. */
  rate: (owner: string) => `${prefix}:rate:${owner}`,
  /** The requests of a caller that are being served, by the end of their leases. */
  places: (owner: string) => `${prefix}:places:${owner}`,
  /** There once a running job was called off, for workers that did not hear of it. */
  cancelled: (id: string) => `${prefix}:cancelled:${id}`,
  /** Of each rank the turn of the job that was last taken. */
  clocks: `${prefix}:clocks`,
  /** Until when each posted job holds bytes, how many and whose, and the sums of them. */
  heldUntil: `${prefix}:held-until`,
  heldSizes: `${prefix}:held-sizes`,
  heldSums: `${prefix}:held-sums`,
  /** A posted job as it was posted, as JSON. */
  posted: (id: string) => `${prefix}:posted:${id}`,
  /** What has become of a posted job since: when it was started, how it ended. */
  course: (id: string) => `${prefix}:course:${id}`,
  /** What happened to a posted job, a stream. */
  events: (id: string) => `${prefix}:events:${id}`,
  /** The channel on which it is said that there is news of a posted job. */
  news: (id: string) => `${prefix}:news:${id}`,
  /** What is typed into a session, a stream. */
  typed: (id: string) => `${prefix}:typed:${id}`,
  /** The channel on which it is said that something was typed into a session. */
  typing: (id: string) => `${prefix}:typing:${id}`,
  /** The same of answers to requests that their clients gave a name. */
  answersUntil: `${prefix}:answers-until`,
  answerSizes: `${prefix}:answer-sizes`,
  answerSums: `${prefix}:answer-sums`,
  /** The answer to a request that its client gave a name. */
  answer: (name: string) => `${prefix}:answer:${name}`,
  /** The id for what this request under that name makes, until it is answered. */
  answerId: (name: string, request: string) => `${prefix}:answer-id:${name}:${request}`,
  ...pasteKeysUnder(prefix),
  ...noteKeysUnder(prefix),
  ...shelfKeysUnder(prefix),
});

const pasteKeysUnder = (prefix: string) => ({
  /** A paste: a hash of its head, its submission and its result. */
  paste: (id: string) => `${prefix}:paste:${id}`,
  /** When each paste expires, in ms since 1970; never is infinity. */
  pasteEnds: `${prefix}:paste-ends`,
  /** How many bytes each paste takes. */
  pasteSizes: `${prefix}:paste-sizes`,
  /** How many bytes all pastes take. */
  pasteBytes: `${prefix}:paste-bytes`,
  /** When each listed paste was made. */
  recentPastes: `${prefix}:recent-pastes`,
});

const noteKeysUnder = (prefix: string) => ({
  /** What its poster wants to be told back with it. */
  note: (id: string) => `${prefix}:note:${id}`,
  /** The posted jobs that have a note, by when they were posted. */
  noted: `${prefix}:noted`,
});

export type Keys = ReturnType<typeof keysUnder>;

/** How long what a dead process left behind is kept: longer than a job that is waited for may wait and run. */
export const leftoverMs = 20 * 60_000;
