import type { ToldError } from '../transports/http/subgraph-failure.js';
import type { ResponsePath } from './null-positions.js';

/** An error that a subgraph told in its answer, at its place in the client's response. */
export class ToldBySubgraph extends Error {
  constructor(
    readonly subgraph: string,
    readonly told: ToldError,
    readonly path: ResponsePath,
  ) {
    super(told.message);
    this.name = 'ToldBySubgraph';
  }
}
