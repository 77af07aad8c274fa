import type { ResponsePath } from '../null-positions.js';

/** Turns an object of the response into what a subgraph is asked about it; undefined when it cannot be asked. */
export type Extract = (source: ResponseObject) => ResponseObject | undefined;

/** An object of a response: response names to values. */
export type ResponseObject = Record<string, unknown>;

/** Changes data in place on its way to a subgraph or from it. */
export type Rewrite = (data: unknown) => void;

/** A request to one subgraph, and where its answer belongs. */
export interface FetchStep {
  readonly kind: 'fetch';
  readonly subgraph: string;
  readonly operation: string;
  readonly operationName: string | undefined;
  /** A mutation is never sent twice. */
  readonly isMutation: boolean;
  readonly variables: readonly string[];
  /** Where in the response the answer is merged: response names, and `@` for each element of a list. */
  readonly path: ResponsePath;
  /** For a fetch of entities: how a representation is made of each object at `path`. */
  readonly representation: Extract | undefined;
  readonly rewriteOutput: Rewrite | undefined;
}

/** A step of a plan, ready to run. */
export type Step =
  | FetchStep
  | { readonly kind: 'sequence'; readonly steps: readonly Step[] }
  | { readonly kind: 'parallel'; readonly steps: readonly Step[] }
  | {
      readonly kind: 'condition';
      readonly variable: string;
      readonly whenTrue?: Step;
      readonly whenFalse?: Step;
    };
