import type { SelectionSetNode } from 'graphql';
import type { ResponsePath } from '../null-positions.js';

/** Turns an object of the response into what a subgraph is asked about it; undefined when it cannot be asked. */
export type Extract = (source: ResponseObject) => ResponseObject | undefined;

/** An object of a response: response names to values. */
export type ResponseObject = Record<string, unknown>;

/** Changes data in place on its way to a subgraph or from it. */
export type Rewrite = (data: unknown) => void;

/** Where a variable's value is found that a fetch takes from an object around those that it is about. */
export interface ContextArgument {
  readonly variable: string;
  /** How many fields above the fetch's objects that object is. */
  readonly up: number;
  /** Its value in that object; undefined when the object has none, or is of a type that does not set the context. */
  readonly read: (holder: unknown) => unknown;
}

/** A request to one subgraph, and where its answer belongs. */
export interface FetchStep {
  readonly kind: 'fetch';
  /** By which deferred parts of the plan wait for it; undefined when none does. */
  readonly id: string | undefined;
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
  /** What tells representations apart; undefined when that is more than leaves. */
  readonly representationKeys: RepresentationKeys | undefined;
  /** Arguments with @fromContext; undefined when the fetch has none. */
  readonly contexts: readonly ContextArgument[] | undefined;
  readonly rewriteOutput: Rewrite | undefined;
  /** The names of the graph's interfaces, which say nothing of what an object is. */
  readonly interfaces: ReadonlySet<unknown>;
  /**
   * Whether objects that one representation stands for get an answer each: what is fetched below may differ by what is
   * around them. Else they share it.
   */
  readonly isCopied: boolean;
  /** The other fetches that ask the same, of objects of other places, and may be ready at the same time. */
  readonly companions: FetchStep[];
  /** Where its objects have nothing but leaves when they come: their place, the same one for all fetches about them. */
  place?: LeafPlace | undefined;
}

/** A place of objects that have nothing but leaves when they come. */
export interface LeafPlace {
  /** Their response names. */
  readonly names: readonly string[];
}

/** A step of a plan, ready to run. */
export type Step =
  | FetchStep
  | DeferStep
  | { readonly kind: 'sequence'; readonly steps: readonly Step[] }
  | { readonly kind: 'parallel'; readonly steps: readonly Step[] }
  | {
      readonly kind: 'condition';
      readonly variable: string;
      readonly whenTrue?: Step;
      readonly whenFalse?: Step;
    };

/** A part of a plan whose answer may be delivered in parts. */
export interface DeferStep {
  readonly kind: 'defer';
  readonly primary: Step | undefined;
  /** What of the primary's data is delivered first, as the client asked for it; undefined for nothing. */
  readonly selection: SelectionSetNode | undefined;
  readonly deferred: readonly DeferredStep[];
}

/** A part that is delivered later. */
export interface DeferredStep {
  /** The fetches, by id, that must have ended before this can run. */
  readonly depends: readonly string[];
  readonly label: string | undefined;
  /** Where it is delivered: response names, and `... on Type`; lists are gone through element by element. */
  readonly path: readonly string[];
  /** What is delivered of each object there; undefined when `step` defers again, and says it. */
  readonly selection: SelectionSetNode | undefined;
  readonly step: Step | undefined;
}

/** What tells representations apart by the objects that they are made of. */
export interface RepresentationKeys {
  /** The names that representations are made of: of objects whose values under them are equal, so are they. */
  readonly names: readonly string[];
  /** Whether those of objects whose values differ do so too. */
  readonly areExact: boolean;
}
