export * from './answer.js';
export { configSchema, type TestProviderConfig } from './config.js';
export type { LogEntry } from './effect-log.js';
export { ProviderProcess } from './provider-process.js';
export { type RunningTestProvider, startTestProvider } from './start.js';
export { TEST_CARDS, testCardNumber, testReference, testToken } from './test-cards.js';
