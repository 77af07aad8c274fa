export * from './compose.js';
export type { SchemaPlace } from './schema-places.js';
export * from './supergraph-config.js';
