export { SEED_NOW } from './calendar.js';
export { DEMO_PASSWORD, DEMO_USERS, type DemoUser } from './demo-users.js';
export { ratingOf } from './reviews.js';
export { seedWorld } from './world.js';
export * from './world.types.js';
