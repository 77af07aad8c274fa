import { LRUCache } from 'lru-cache';
import type { ResolvedOperation } from '../engine.js';

/** Something that is made once for an operation and kept. */
export interface Kept {
  /** About how much memory it holds. */
  readonly bytes: number;
}

/** How plans are kept. */
export interface PlanCacheOptions<P extends Kept> {
  /** Most memory for plans, as estimated from their texts. The plans used last are kept. */
  readonly maxBytes: number;
  /** Plans and compiles. */
  readonly make: (operation: ResolvedOperation, overrides: ReadonlyMap<string, boolean>) => Promise<P>;
}

/** Keeps prepared operations, and prepares one that many ask for at the same time once. */
export class PlanCache<P extends Kept> {
  readonly #kept: LRUCache<string, { readonly operation: ResolvedOperation; readonly prepared: P }>;
  readonly #making = new Map<string, Promise<P>>();
  readonly #make: PlanCacheOptions<P>['make'];

  constructor({ maxBytes, make }: PlanCacheOptions<P>) {
    this.#make = make;
    this.#kept = new LRUCache({ maxSize: maxBytes, sizeCalculation: ({ prepared }) => prepared.bytes });
  }

  /** The prepared operation; at once when it is kept. A failure is not kept. */
  planOf(operation: ResolvedOperation, overrides: ReadonlyMap<string, boolean>): P | Promise<P> {
    const key = keyOf(operation, overrides);
    const known = this.#kept.get(key);
    if (known) return known.prepared;
    const making = this.#making.get(key);
    if (making) return making;
    const made = this.#make(operation, overrides)
      .then((prepared) => {
        this.#kept.set(key, { operation, prepared });
        return prepared;
      })
      .finally(() => this.#making.delete(key));
    this.#making.set(key, made);
    return made;
  }

  /** The operations that were used last, the last first. */
  recent(limit: number): ResolvedOperation[] {
    const found: ResolvedOperation[] = [];
    for (const { operation } of this.#kept.values()) {
      if (found.length >= limit) break;
      found.push(operation);
    }
    return found;
  }
}

function keyOf({ queryHash, operation }: ResolvedOperation, overrides: ReadonlyMap<string, boolean>): string {
  const name = operation.name?.value ?? '';
  if (overrides.size === 0) return `${queryHash} ${name}`;
  return `${queryHash} ${name} ${[...overrides].map(([label, on]) => `${label}=${on}`).join(' ')}`;
}
