import type { Connection } from 'mongoose';
import type { z } from 'zod';
import type { EventHandler } from '../events/event-handler.js';
import type { References } from '../graphql/references.js';
import type { Job } from '../jobs/job.js';
import type { CommandScope, LoaderScope } from './scopes.js';
import type { ServiceConfig } from './service-config.js';
import type { ServiceListener } from './service-listener.js';
import type { ServiceWorker } from './service-worker.js';

/** A class with type-graphql decorators. */
export type ResolverClass = new (...args: never[]) => object;

/** A command of a service's command line, run as `node dist/main.js NAME ...`, with no server. */
export interface ServiceTask<Models, Parts> {
  /** One line for `--help`. */
  readonly summary: string;
  /** @returns the process's exit code. */
  run(scope: CommandScope<Models, Parts>, argv: readonly string[]): Promise<number>;
}

/** Everything that makes one service. */
export interface ServiceDefinition<Models, Loaders, Parts, Config extends ServiceConfig> {
  /** The subgraph's name. */
  readonly name: string;
  readonly configSchema: z.ZodObject & { _zod: { output: Config } };
  /** Binds the service's mongoose models to its connection. */
  models(connection: Connection): Models;
  /** Makes one request's DataLoaders. */
  loaders(scope: LoaderScope<Models>): Loaders;
  readonly resolvers: readonly ResolverClass[];
  /** Object types that no field returns but the graph needs (stubs of other services' entities). */
  readonly orphanedTypes?: readonly ResolverClass[];
  readonly references: References<Loaders>;
  /** Makes what the service needs beside its models; called once at start. */
  parts?(config: Config): Parts | Promise<Parts>;
  /** Writes the service's deterministic data; does nothing to what is there already. */
  seed(scope: CommandScope<Models, Parts>, options: { scale: number }): Promise<SeedReport>;
  /** What it does about events, its own and others'. */
  // biome-ignore lint/suspicious/noExplicitAny: each handler reads its own event's data
  readonly handlers?: readonly EventHandler<CommandScope<Models, Parts>, any>[];
  readonly tasks?: Readonly<Record<string, ServiceTask<Models, Parts>>>;
  /** What it does again and again, in one of its instances at a time. */
  readonly jobs?: readonly Job<CommandScope<Models, Parts>>[];
  /** What it does by itself while it serves. */
  readonly workers?: readonly ServiceWorker<Models, Parts>[];
  /** What it serves beside its subgraph. */
  readonly listeners?: readonly ServiceListener<Models, Parts, NoInfer<Config>>[];
}

/** How many documents a seed wrote, by collection. */
export type SeedReport = Readonly<Record<string, number>>;

/** Any service, where its own types do not matter. */
// biome-ignore lint/suspicious/noExplicitAny: methods of a definition are contravariant in its own types
export type AnyService = ServiceDefinition<any, any, any, any>;

/** Names a service's parts and lets TypeScript check that they fit each other. */
export function defineService<Models, Loaders, Parts, Config extends ServiceConfig>(
  definition: ServiceDefinition<Models, Loaders, Parts, Config>,
): ServiceDefinition<Models, Loaders, Parts, Config> {
  return definition;
}
