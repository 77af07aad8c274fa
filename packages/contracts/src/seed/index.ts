export { SEED_NOW } from './calendar.js';
export { DEMO_PASSWORD, DEMO_USERS, type DemoUser } from './demo-users.js';
export * from './world.types.js';
