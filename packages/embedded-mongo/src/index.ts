export type { Credentials } from './server/auth.js';
export { type EmbeddedMongo, type StartOptions, startServer } from './server/server.js';
export { DataFolderError } from './storage/folder.js';
