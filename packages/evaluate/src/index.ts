export { type ArtifactCache, openArtifacts } from './artifact-cache.js';
export { check } from './check.js';
export { createEvaluator, type EvaluationJob, type Evaluator } from './evaluate.js';
export { cc1ArgvOf } from './gcc.js';
export type { Interaction } from './interact.js';
export { isDoubtful } from './quick/doubt.js';
export type { ForkServers } from './quick/fork-servers.js';
export { openForkServers } from './quick/index.js';
export { loadToolchain, Toolchain } from './toolchain.js';
