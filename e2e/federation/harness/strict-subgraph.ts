import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { below, hasAll, namesOf, sameIn } from './field-set.js';
import { type FieldFacts, factsOf, rootsOf, type TypeFacts } from './subgraph-facts.js';
import type { Row, SupergraphFixture, World } from './supergraph-case.js';

/** A row as one subgraph knows it: with what the representation said, and what of others' fields it provides here. */
interface View {
  readonly __typename: string;
  readonly row: Row;
  readonly given?: Readonly<Record<string, unknown>>;
  readonly provided?: SelectionSetNode;
}

type Resolver = (
  view: View,
  args: Record<string, unknown>,
  context: unknown,
  info: GraphQLResolveInfo,
) => unknown;
type ReferenceResolver = (reference: Record<string, unknown>) => View | null;

/**
 * The schema of a subgraph that knows its own fields only: it throws when it is asked for a field that is external to
 * it, for a representation without a resolvable key, or for a field whose requirements the representation lacks.
 */
export function strictSubgraph(
  fixture: SupergraphFixture,
  subgraph: string,
  world: () => World,
): GraphQLSchema {
  const typeDefs = parse(fixture.subgraphs[subgraph]?.sdl ?? '');
  const strict = new StrictTypes(fixture, subgraph, world, factsOf(typeDefs));
  const roots = rootsOf(typeDefs);
  const resolvers: Record<string, Record<string, Resolver | ReferenceResolver>> = {};
  for (const [type, fact] of strict.facts) {
    const own: Record<string, Resolver | ReferenceResolver> = {};
    resolvers[type] = own;
    if (fact.keys.length > 0) own.__resolveReference = strict.reference(type, fact);
    if (fact.kind === 'interface') continue;
    const root = roots.get(type);
    for (const [field, facts] of fact.fields) {
      const resolve = strict.field(type, field, facts);
      own[field] = root
        ? (_root, args, context, info) =>
            resolve(asView({ __typename: type, ...world()[root] }), args, context, info)
        : resolve;
    }
  }
  return buildSubgraphSchema({ typeDefs, resolvers });
}

class StrictTypes {
  constructor(
    readonly fixture: SupergraphFixture,
    readonly subgraph: string,
    readonly world: () => World,
    readonly facts: ReadonlyMap<string, TypeFacts>,
  ) {}

  field(type: string, field: string, facts: FieldFacts): Resolver {
    const special = this.fixture.subgraphs[this.subgraph]?.own?.[`${type}.${field}`];
    return (view, args, _context, info) => {
      const value = special ? special(view.row, args) : this.#valueOf(type, field, facts, view);
      const settled = typeof value === 'function' ? value(args) : value;
      if (!isCompositeType(getNamedType(info.returnType))) return settled;
      return seen(settled, facts.provides ?? (view.provided && below(view.provided, field)));
    };
  }

  #valueOf(type: string, field: string, { external, requires }: FieldFacts, view: View): unknown {
    const name = `${type}.${field}`;
    if (requires) {
      const compute = this.fixture.computed?.[name];
      if (!compute) return this.#refuse(`does not know how to compute ${name}`);
      if (view.given && hasAll(view.given, requires)) return compute(view.given);
      const provided = new Set(view.provided ? namesOf(view.provided) : []);
      if (namesOf(requires).every((required) => provided.has(required))) return compute(view.row);
      return this.#refuse(`was not given what ${name} requires`);
    }
    const isKnown =
      this.facts.get(type)?.keyFields.has(field) || (view.provided && namesOf(view.provided).includes(field));
    if (external && !isKnown) return this.#refuse(`was asked for ${name}, which is not its own`);
    if (!(field in view.row)) return this.#refuse(`has no ${field} of a ${view.row.__typename}`);
    return view.row[field];
  }

  reference(type: string, { keys, fields }: TypeFacts): ReferenceResolver {
    const required = [...fields.values()].flatMap(({ requires }) => (requires ? namesOf(requires) : []));
    const known = new Set(['__typename', ...keys.flatMap(namesOf), ...required]);
    const members = this.#membersOf(type);
    return (reference) => {
      const key = keys.find((set) => hasAll(reference, set));
      if (!key) return this.#refuse(`got a ${type} without a key: ${JSON.stringify(reference)}`);
      const strange = Object.keys(reference).filter((name) => !known.has(name));
      if (strange.length > 0) return this.#refuse(`got a ${type} with ${strange.join(', ')}`);
      const row = (this.world().entities ?? []).find(
        (entity) => members.has(entity.__typename) && sameIn(entity, reference, key),
      );
      return row ? { ...asView(row), given: reference } : null;
    };
  }

  // An interface object stands for all that implement the interface in other subgraphs.
  #membersOf(type: string): ReadonlySet<string> {
    const members = new Set([type]);
    for (const { sdl } of Object.values(this.fixture.subgraphs)) {
      for (const [name, { interfaces }] of factsOf(parse(sdl)))
        if (interfaces.includes(type)) members.add(name);
    }
    return members;
  }

  #refuse(what: string): never {
    throw new Error(`${this.subgraph} ${what}`);
  }
}

function asView(row: Row, provided?: SelectionSetNode): View {
  return { __typename: row.__typename, row, provided };
}

function seen(value: unknown, provided: SelectionSetNode | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => seen(item, provided));
  return value !== null && typeof value === 'object' ? asView(value as Row, provided) : value;
}
