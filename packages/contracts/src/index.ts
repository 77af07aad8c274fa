export * from './close-codes.js';
export * from './error-codes.js';
export * from './events/index.js';
export * from './headers.js';
export * from './ids.js';
export * from './metrics.js';
export * from './roles.js';
export * from './spans.js';
