export { type Environment, EnvironmentError, environmentTable, readEnvironment } from './environment.js';
export { createLogger } from './logger.js';
export { onShutdown } from './shutdown.js';
