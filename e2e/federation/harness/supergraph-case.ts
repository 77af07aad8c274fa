/** A thing of a world: its type and its fields. A field may be a function of its arguments. */
export interface Row {
  readonly __typename: string;
  readonly [field: string]: unknown;
}

/** What there is, once for all subgraphs: made anew for each case, because mutations change it. */
export interface World {
  /** The root fields, by name, of each operation. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly mutation?: Readonly<Record<string, unknown>>;
  /** What a representation may stand for. @default none */
  readonly entities?: readonly Row[];
}

/** Computes a field with `@requires`: in its subgraph of the representation, in the monolith of the whole row. */
export type Computed = (given: Readonly<Record<string, unknown>>) => unknown;

/** One subgraph. */
export interface SubgraphFixture {
  readonly sdl: string;
  /** Values that this subgraph tells otherwise than the world, by `Type.field`. @default none */
  readonly own?: Readonly<Record<string, (row: Row, args: Record<string, unknown>) => unknown>>;
}

/** An error that a client gets. */
export interface ExpectedError {
  readonly path?: readonly (string | number)[];
  readonly code: string;
  readonly subgraph?: string;
  readonly message?: string;
}

/** An answer that a subgraph gives in place of its own, made of the true one. */
export type Misbehaviour = (answer: GraphQLAnswer, request: SubgraphCall) => unknown;

/** An answer as it travels. */
export interface GraphQLAnswer {
  data?: Record<string, unknown> | null;
  errors?: unknown[];
}

/** A request that a subgraph received. */
export interface SubgraphCall {
  readonly subgraph: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** One operation and what must come of it. */
export interface Case {
  readonly title: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  /** The exact data, its keys in this order. @default what the monolith answers */
  readonly data?: unknown;
  /** @default none */
  readonly errors?: readonly ExpectedError[];
  /** Exactly how many requests each subgraph gets; those not named get none. @default not checked */
  readonly fetches?: Readonly<Record<string, number>>;
  /** Looks at the requests that subgraphs got. @default none */
  readonly sent?: (calls: readonly SubgraphCall[]) => void;
  /** Subgraphs that answer otherwise. @default none */
  readonly misbehave?: Readonly<Record<string, Misbehaviour>>;
  /** Whether a monolith over the same world must answer the same. @default true when no errors are expected */
  readonly oracle?: boolean;
}

/** A small supergraph, its world, and its cases. */
export interface SupergraphFixture {
  readonly title: string;
  readonly subgraphs: Readonly<Record<string, SubgraphFixture>>;
  readonly world: () => World;
  /** By `Type.field`. @default none */
  readonly computed?: Readonly<Record<string, Computed>>;
  /** A supergraph written by hand; `{name}` stands for a subgraph's address. @default composed of the subgraphs */
  readonly supergraphSdl?: string;
  readonly cases: readonly Case[];
}
