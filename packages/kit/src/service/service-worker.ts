import type { CommandScope } from './scopes.js';

/** A worker that runs. */
export interface RunningWorker {
  /** Makes it look for work now: called after each commit of this instance. It must not throw, and not wait. */
  wake(): void;
  /** Ends it after what it has in hand. */
  stop(): Promise<void>;
}

/**
 * Work that a service does by itself, in every instance that serves: each finds it in the database, and no other memory of
 * it counts.
 */
export interface ServiceWorker<Models, Parts> {
  /** Called once the database was reached. @param scope makes a fresh scope, for each piece of work */
  start(scope: () => CommandScope<Models, Parts>): RunningWorker;
}
