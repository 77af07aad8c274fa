import type { GraphQLSchema } from 'graphql';

/** Something that serves one supergraph: it is swapped whole. */
export interface Generation {
  readonly schema: GraphQLSchema;
  readonly supergraph: { readonly sdl: string };
}

/**
 * The supergraph that is served now. A new one is made ready beside it and then takes its place at once; requests that were
 * parsed against the old one's schema still find the old one, so that none meets half of each.
 */
export class ReloadingSupergraph<G extends Generation> {
  readonly #bySchema = new WeakMap<GraphQLSchema, G>();
  readonly #listeners = new Set<(generation: G) => void>();
  #current: G;

  constructor(first: G) {
    this.#current = first;
    this.#bySchema.set(first.schema, first);
  }

  get current(): G {
    return this.#current;
  }

  /** The generation whose schema this is. */
  of(schema: GraphQLSchema): G {
    return this.#bySchema.get(schema) ?? this.#current;
  }

  /** Puts `next` in the place of the current one and tells the listeners. */
  swap(next: G): void {
    this.#current = next;
    this.#bySchema.set(next.schema, next);
    for (const listener of this.#listeners) listener(next);
  }

  /** Calls `listener` at each swap until the returned function is called. */
  onSwap(listener: (generation: G) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
