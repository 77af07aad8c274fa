import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Counts } from './counts.js';
import { type FieldUses, limitedFields } from './limited-fields.js';

/** Who sends an operation, as far as limits go. */
export interface OperationSource {
  /** Of the client, as {@link clientAddress} tells it. */
  readonly address: string;
  /** Something that no other caller has. @default nobody in particular: the address is what counts */
  readonly caller?: string;
}

/** What limits are made of. */
export interface RateLimitOptions {
  /** Most operations in a minute of one caller, or of one address without a caller; 0 is no limit. */
  readonly operations: number;
  /** Most uses of root fields in a minute from one address, by coordinate. */
  readonly fields: ReadonlyMap<string, number>;
  /** Where uses are counted. */
  readonly counts: Counts;
  /** Told of each refusal: `operations`, or the coordinate of the field. @default nobody */
  readonly onLimited?: (limit: string) => void;
}

/** Seconds to wait before the next try, or undefined for what may go on. */
export type Wait = number | undefined;

/** Bounds what one caller or one address may ask for in a minute. */
export class RateLimits {
  readonly #options: RateLimitOptions;
  readonly #uses: (document: DocumentNode, operation: OperationDefinitionNode) => FieldUses;

  constructor(options: RateLimitOptions) {
    this.#options = options;
    this.#uses = limitedFields(new Set(options.fields.keys()));
  }

  /** Counts an operation. Undefined at once where there is no limit. */
  operation({ address, caller }: OperationSource): Promise<Wait> | undefined {
    const { operations } = this.#options;
    if (operations === 0) return undefined;
    const key = caller === undefined ? `address:${address}` : `caller:${caller}`;
    return this.#count('operations', key, operations, 1);
  }

  /** Counts the limited root fields of an operation, by address whoever sends it. Undefined at once where it has none. */
  fields(
    { address }: OperationSource,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ): Promise<Wait> | undefined {
    if (this.#options.fields.size === 0) return undefined;
    const uses = this.#uses(document, operation);
    return uses.size === 0 ? undefined : this.#countAll(address, uses);
  }

  async #countAll(address: string, uses: FieldUses): Promise<Wait> {
    let longest: Wait;
    for (const [coordinate, count] of uses) {
      const most = this.#options.fields.get(coordinate) ?? 0;
      const wait = await this.#count(coordinate, `address:${address}`, most, count);
      if (wait !== undefined) longest = Math.max(longest ?? 0, wait);
    }
    return longest;
  }

  #count(limit: string, key: string, most: number, uses: number): Promise<Wait> {
    const { counts, onLimited } = this.#options;
    return counts.add(limit, key, most, uses).then((wait) => {
      if (wait !== undefined) onLimited?.(limit);
      return wait;
    });
  }
}
