/** A fetch of a plan that gave no data. The executor goes on with the others and reports this one among its errors. */
export class FetchFailure extends Error {
  constructor(
    override readonly cause: unknown,
    /** The operation that was to be sent. */
    readonly operation: string,
    /** Where its data belongs: response names, and `@` for "each element". */
    readonly path: readonly (string | number)[],
  ) {
    super('a fetch failed', { cause });
    this.name = 'FetchFailure';
  }
}
