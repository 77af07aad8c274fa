export * from './envelope.js';
export * from './event-definition.js';
export * from './events.js';
export * from './order-events.js';
