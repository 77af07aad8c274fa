import type { CommandScope } from './scopes.js';

/** A listener that runs. */
export interface RunningListener {
  readonly port: number;
  /** Ends it after what it has in hand. */
  stop(): Promise<void>;
}

/** Something that a service serves beside its subgraph, on a port of its own: for others than the gateway. */
export interface ServiceListener<Models, Parts, Config> {
  /**
   * Called once the database was reached. @param scope makes a fresh scope, for each request
   * @returns null when the configuration wants none
   */
  start(scope: () => CommandScope<Models, Parts>, config: Config): Promise<RunningListener | null>;
}
