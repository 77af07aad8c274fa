/** A supergraph that cannot be served; the message says what is wrong with it, and what to do, in one sentence or two. */
export class SupergraphError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'SupergraphError';
  }
}
