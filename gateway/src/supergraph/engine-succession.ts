import type { Engine } from '../executor/engine.js';
import { ReloadingSupergraph } from './reloading-supergraph.js';

const WARMED_PLANS = 200;
const WARMING_MS = 5_000; // then the new supergraph is served with what is planned

/** How one engine follows the other. */
export interface SuccessionOptions {
  /** Makes the engine of a supergraph's text. @throws SupergraphError when it cannot be served */
  readonly make: (sdl: string) => Engine;
  /** How long an engine is kept after it was replaced: requests that were parsed against its schema may have to be planned. */
  readonly graceMs: number;
}

/** The engine that serves now, and how another takes its place: made beside it, warmed with its plans, swapped in whole. */
export class EngineSuccession {
  readonly supergraph: ReloadingSupergraph<Engine>;
  readonly #options: SuccessionOptions;
  readonly #retired = new Map<Engine, NodeJS.Timeout>();
  #warming: { readonly engine: Engine; readonly stop: AbortController } | undefined;

  constructor(firstSdl: string, options: SuccessionOptions) {
    this.#options = options;
    this.supergraph = new ReloadingSupergraph(options.make(firstSdl));
  }

  /**
   * Makes `sdl` the supergraph that is served next. Resolves, once it is served, to how many plans were ready; to undefined
   * when it is served already, or when another was offered before it was.
   * @throws SupergraphError at once, and not as a rejection, when it cannot be served: then nothing changes.
   */
  offer(sdl: string): Promise<number | undefined> {
    const newest = this.#warming?.engine ?? this.supergraph.current;
    if (newest.supergraph.sdl === sdl) return Promise.resolve(undefined);
    const next = this.#options.make(sdl);
    this.#dropWarming();
    return this.#warm(next);
  }

  /** Closes all engines. */
  async close(): Promise<void> {
    this.#dropWarming();
    for (const timer of this.#retired.values()) clearTimeout(timer);
    await Promise.all([...this.#retired.keys(), this.supergraph.current].map((engine) => engine.close()));
  }

  async #warm(next: Engine): Promise<number | undefined> {
    const stop = new AbortController();
    this.#warming = { engine: next, stop };
    const last = this.supergraph.current;
    const recent = last.recent(WARMED_PLANS);
    const plans = await next.warm(recent, AbortSignal.any([stop.signal, AbortSignal.timeout(WARMING_MS)]));
    if (stop.signal.aborted) return undefined;
    this.#warming = undefined;
    this.supergraph.swap(next);
    this.#retire(last);
    return plans;
  }

  #dropWarming(): void {
    if (!this.#warming) return;
    this.#warming.stop.abort();
    void this.#warming.engine.close();
    this.#warming = undefined;
  }

  #retire(engine: Engine): void {
    const close = () => {
      this.#retired.delete(engine);
      void engine.close();
    };
    this.#retired.set(engine, setTimeout(close, this.#options.graceMs).unref());
  }
}
