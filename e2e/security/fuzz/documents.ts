import fc, { type Arbitrary } from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';
import { hostileJson, hostileName } from './hostile.js';
import { inputOf } from './values.js';

/** What a client sends to have an operation run, as texts: they need be neither GraphQL nor JSON. */
export interface SentOperation {
  readonly query: string;
  /** JSON, mostly. */
  readonly variables: string;
  readonly operationName: string | undefined;
}

/** A value that stands outside of the document. */
interface Variable {
  readonly type: string;
  readonly json: string;
}

/** Texts, and variables that get their names when all are known. */
type Part = string | Variable;

const MAX_DEPTH = 6;

const DIRECTIVES = [
  ' @include(if: true)',
  ' @skip(if: false)',
  ' @skip(if: true)',
  ' @include(if: $__proto__)',
  ' @defer',
  ' @stream(initialCount: 0)',
  ' @__proto__',
  ' @constructor(prototype: 1)',
  ' @authenticated',
] as const;

/** Operations by the grammar of a schema: valid ones, nearly valid ones and such with names that mean harm. */
export class DocumentGrammar {
  readonly #sets = new Map<string, Arbitrary<Part[]>>();

  constructor(readonly schema: GraphQLSchema) {}

  /** Operations of the schema's three kinds, some of them damaged. */
  operations(): Arbitrary<SentOperation> {
    const kinds = fc.oneof(
      { weight: 8, arbitrary: fc.constant('query' as const) },
      { weight: 4, arbitrary: fc.constant('mutation' as const) },
      { weight: 1, arbitrary: fc.constant('subscription' as const) },
    );
    const whole = kinds.chain((kind) => this.#operation(kind));
    return fc.oneof({ weight: 5, arbitrary: whole }, { weight: 1, arbitrary: damaged(whole) }, extremes);
  }

  /** Operations of one kind, whole. */
  #operation(kind: 'query' | 'mutation' | 'subscription'): Arbitrary<SentOperation> {
    const root =
      kind === 'query'
        ? this.schema.getQueryType()
        : kind === 'mutation'
          ? this.schema.getMutationType()
          : this.schema.getSubscriptionType();
    if (!root) throw new Error(`the schema has no ${kind}`);
    const name = fc.option(fc.oneof(fc.constant('Fuzz'), hostileName), { nil: undefined });
    const spread = fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, hostileName);
    const prefix = fc.oneof({ weight: 12, arbitrary: fc.constant('v') }, hostileName);
    return fc
      .tuple(
        name,
        this.#selectionSet(root, 0),
        spread,
        prefix,
        fc.oneof({ weight: 15, arbitrary: fc.constant(null) }, hostileJson),
      )
      .map(([operationName, set, fragment, variable, stray]) => {
        const inside: Part[] = fragment
          ? [`{ ...${fragment} } fragment ${fragment} on ${root.name} `, ...set]
          : set;
        return assemble({ kind, operationName, parts: inside, variable, stray });
      });
  }

  // Made once for a type and a depth: an arbitrary of the whole tree would never end.
  #selectionSet(type: GraphQLCompositeType, depth: number): Arbitrary<Part[]> {
    const key = `${type.name} ${depth}`;
    const made = this.#sets.get(key);
    if (made) return made;
    const set = fc
      .array(this.#selection(type, depth), { minLength: 1, maxLength: depth === 0 ? 3 : 4 })
      .map((selections) => ['{ ', ...selections.flatMap((parts) => [...parts, ' ']), '}']);
    this.#sets.set(key, set);
    return set;
  }

  #selection(type: GraphQLCompositeType, depth: number): Arbitrary<Part[]> {
    const fields = isUnionType(type) ? [] : Object.values(type.getFields());
    const reachable = fields.filter(
      (field) => depth < MAX_DEPTH || !isCompositeType(getNamedType(field.type)),
    );
    const typename = fc.constant<Part[]>(['__typename']);
    const stranger = hostileName.map<Part[]>((name) => [name]);
    const own = reachable.length
      ? fc.constantFrom(...reachable).chain((field) => this.#field(field, depth))
      : typename;
    const inside = isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type];
    const fragment =
      depth < MAX_DEPTH
        ? fc
            .constantFrom(...inside)
            .chain((condition) =>
              fc
                .tuple(directive, this.#selectionSet(condition, depth + 1))
                .map(([on, set]): Part[] => [`... on ${condition.name}${on} `, ...set]),
            )
        : typename;
    return fc.oneof(
      { weight: isUnionType(type) ? 1 : 90, arbitrary: own },
      { weight: isAbstractType(type) ? 60 : 6, arbitrary: fragment },
      { weight: 6, arbitrary: typename },
      { weight: 1, arbitrary: stranger },
    );
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): Arbitrary<Part[]> {
    const type = getNamedType(field.type);
    const set = isCompositeType(type) ? this.#selectionSet(type, depth + 1) : fc.constant<Part[]>([]);
    const alias = fc.oneof(
      { weight: 12, arbitrary: fc.constant('') },
      { weight: 2, arbitrary: fc.constantFrom('a: ', 'b: ', 'id: ') },
      { weight: 2, arbitrary: hostileName.map((name) => `${name}: `) },
    );
    return fc
      .tuple(alias, this.#arguments(field.args), directive, set)
      .map(([as, args, on, below]) => [`${as}${field.name}`, ...args, on, ...below]);
  }

  #arguments(args: readonly GraphQLArgument[]): Arbitrary<Part[]> {
    if (args.length === 0) return fc.constant<Part[]>([]);
    const each = args.map((argument) => {
      const given = fc
        .tuple(inputOf(argument.type), fc.boolean())
        .map(([value, isVariable]): Part[] => [
          `${argument.name}: `,
          isVariable ? { type: String(argument.type), json: value.json } : value.literal,
        ]);
      const isNeeded = isRequiredArgument(argument);
      return fc.oneof(
        { weight: isNeeded ? 99 : 10, arbitrary: given },
        { weight: isNeeded ? 1 : 12, arbitrary: fc.constant<Part[] | undefined>(undefined) },
      );
    });
    return fc.tuple(...each).map((all) => {
      const given = all.filter((parts) => parts !== undefined);
      return given.length === 0 ? [] : ['(', ...given.flatMap((parts) => [...parts, ', ']), ')'];
    });
  }
}

const directive = fc.oneof(
  { weight: 80, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom(...DIRECTIVES) },
);

function assemble(sent: {
  readonly kind: string;
  readonly operationName: string | undefined;
  readonly parts: readonly Part[];
  /** What the variables' names begin with. */
  readonly variable: string;
  /** JSON in the place of the variables. */
  readonly stray: string | null;
}): SentOperation {
  const variables: Variable[] = [];
  const text = sent.parts.map((part) => {
    if (typeof part === 'string') return part;
    variables.push(part);
    return `$${nameOf(sent.variable, variables.length)}`;
  });
  const names = variables.map((_, nth) => nameOf(sent.variable, nth + 1));
  const declared = variables.map(({ type }, nth) => `$${names[nth]}: ${type}`).join(', ');
  const head = `${sent.kind} ${sent.operationName ?? ''}${declared && `(${declared})`} `;
  return {
    query: head + text.join(''),
    variables: sent.stray ?? `{${variables.map(({ json }, nth) => `"${names[nth]}":${json}`).join(',')}}`,
    operationName: sent.operationName,
  };
}

// The first has the name itself: `$__proto__`.
function nameOf(variable: string, nth: number): string {
  return nth === 1 ? variable : `${variable}${nth}`;
}

const SCRAPS = [
  '{',
  '}',
  '(',
  '...',
  '@',
  '$',
  '"""',
  '\\',
  '\ufeff',
  '\0',
  '#',
  ' fragment F on Query { ...F }',
  '!',
  '[',
];

/** Operations with a piece of their text taken away, doubled or replaced. */
function damaged(whole: Arbitrary<SentOperation>): Arbitrary<SentOperation> {
  const damage = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 0, max: 12 }),
    put: fc.oneof(fc.constantFrom('', ...SCRAPS), hostileName),
    isDoubled: fc.boolean(),
  });
  return fc.tuple(whole, damage).map(([operation, { at, length, put, isDoubled }]) => {
    const start = Math.floor(at * operation.query.length);
    const taken = operation.query.slice(start, start + length);
    const middle = isDoubled ? taken + put + taken : put;
    const query = operation.query.slice(0, start) + middle + operation.query.slice(start + length);
    return { ...operation, query };
  });
}

/** Documents that are small to write and large to do, and such that have no end. */
const extremes: Arbitrary<SentOperation> = fc
  .constantFrom(
    `{ ${'products { nodes { brand { '.repeat(100)}id${' } } }'.repeat(100)} }`,
    '{'.repeat(5_000),
    `{ a${'(b:['.repeat(2_000)} }`,
    `{ ${Array.from({ length: 400 }, (_, nth) => `a${nth}: __typename`).join(' ')} }`,
    'fragment A on Query { ...B } fragment B on Query { ...A } { ...A }',
    `{ ...F0 } ${Array.from({ length: 30 }, (_, nth) => `fragment F${nth} on Query { a: __typename ...F${nth + 1} ...F${nth + 1} }`).join(' ')} fragment F30 on Query { __typename }`,
    '{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }',
    '{ __type(name: "__proto__") { name fields { name } } }',
    `query(${'$a: Int, '.repeat(500)}) { __typename }`,
    `{ products(first: 1) { nodes { id ${'@include(if: true) '.repeat(600)} } } }`,
    `"${'a'.repeat(100_000)}"`,
    '{ _entities(representations: [{__typename: "User", id: "usr_1"}]) { __typename } }',
    '{ _service { sdl } }',
    'subscription { __typename @skip(if: true) }',
    '\ufeff',
    '',
  )
  .map((query) => ({ query, variables: '{}', operationName: undefined }));
