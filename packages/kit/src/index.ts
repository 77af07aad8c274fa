import 'reflect-metadata';

export * from './graphql/authorization.js';
export * from './graphql/connection.js';
export * from './graphql/cursor.js';
export * from './graphql/money.js';
export * from './graphql/mutation-error.js';
export * from './graphql/page-args.js';
export * from './graphql/references.js';
export * from './graphql/subgraph-schema.js';
export * from './mongo/key-loader.js';
export * from './mongo/page-loader.js';
export * from './mongo/page-query.js';
export * from './mongo/transaction.js';
export * from './service/define-service.js';
export * from './service/run-service.js';
export * from './service/scopes.js';
export * from './service/service-config.js';
export * from './service/start-service.js';
