export * from './account-events.js';
export * from './cart-events.js';
export * from './checkout-commands.js';
export * from './checkout-replies.js';
export * from './envelope.js';
export * from './event-definition.js';
export * from './events.js';
export * from './order-events.js';
