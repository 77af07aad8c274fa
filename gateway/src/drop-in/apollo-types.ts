import type { ApolloGateway, GatewayConfig } from '@apollo/gateway';

// @apollo/gateway does not export these by name.

/** A request as @apollo/server hands it to a gateway. */
export type ApolloRequest = Parameters<ApolloGateway['executor']>[0];

/** What a gateway answers to @apollo/server. */
export type ApolloAnswer = Awaited<ReturnType<ApolloGateway['executor']>>;

/** A logger as @apollo/server and @apollo/gateway take it. */
export type ApolloLogger = NonNullable<GatewayConfig['logger']>;

/** All keys of all members of a union. */
export type KeysOfUnion<T> = T extends unknown ? keyof T : never;
