export {
  type AdapterName,
  type Environment,
  EnvironmentError,
  environmentTable,
  readEnvironment,
} from './environment.js';
export { createLogger } from './logger.js';
export { isLoopback } from './loopback.js';
export { nearest } from './nearest.js';
export { collectAtRest } from './rest.js';
export { onShutdown } from './shutdown.js';
export { signalNumber } from './signals.js';
export { openTracer, type Span, type Tracer } from './tracing.js';
