export * from './callers.js';
export * from './database-call-counter.js';
export * from './embedded-database.js';
export * from './http-browser.js';
export * from './service-harness.js';
