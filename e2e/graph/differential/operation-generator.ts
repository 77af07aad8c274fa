import {
  astFromValue,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  print,
} from 'graphql';
import type { Random } from './random.js';

/** An operation with its variables. */
export interface GeneratedOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What operations are made of. */
export interface GeneratorOptions {
  readonly schema: GraphQLSchema;
  /** A value for an argument, or undefined to leave it out; one that must be given needs one. */
  readonly argument: (
    place: { readonly type: string; readonly field: string },
    argument: GraphQLArgument,
    random: Random,
  ) => unknown;
  /** Names that aliases are taken from, beside harmless ones: names of fields mislead a planner best. */
  readonly aliases: readonly string[];
  /** Deepest nesting of fields. @default 6 */
  readonly maxDepth?: number;
  /** About how many fields an operation has. @default 25 */
  readonly maxFields?: number;
}

/** Makes random valid queries of a schema. */
export function generateOperation(options: GeneratorOptions, random: Random): GeneratedOperation {
  return new OperationGenerator(options, random).generate();
}

interface Place {
  /** Response names from the root, so that equal ones at one place are one field with equal arguments. */
  readonly path: string;
  readonly depth: number;
}

class OperationGenerator {
  readonly #variables = new Map<string, { readonly declaration: string; readonly value: unknown }>();
  readonly #fragments: string[] = [];
  /** What each response name at each place stands for. */
  readonly #taken = new Map<string, string>();
  #budget: number;

  constructor(
    readonly options: GeneratorOptions,
    readonly random: Random,
  ) {
    this.#budget = options.maxFields ?? 25;
  }

  generate(): GeneratedOperation {
    const query = this.options.schema.getQueryType();
    if (!query) throw new Error('the schema has no queries');
    const set = this.#selectionSet(query, { path: '', depth: 0 });
    const declared = [...this.#variables].map(([name, { declaration }]) => `$${name}: ${declaration}`);
    const head = declared.length > 0 ? `query Random(${declared.join(', ')})` : 'query Random';
    const given = [...this.#variables].filter(([, { value }]) => value !== undefined);
    return {
      query: [`${head} ${set}`, ...this.#fragments].join('\n'),
      variables: Object.fromEntries(given.map(([name, { value }]) => [name, value])),
    };
  }

  #selectionSet(type: GraphQLCompositeType, place: Place): string {
    const { random } = this;
    const count = random.between(1, place.depth === 0 ? 3 : 4);
    const parts: string[] = [];
    for (let i = 0; i < count; i++) {
      const part = random.chance(0.2) ? this.#fragment(type, place) : this.#field(type, place);
      if (part !== undefined) parts.push(part);
    }
    if (parts.length === 0 || random.chance(0.1)) parts.push(this.#typename(place));
    return `{ ${parts.join(' ')} }`;
  }

  #typename({ path }: Place): string {
    const alias = this.random.chance(0.3)
      ? this.#freeName(path, '__typename', this.#aliasPool())
      : '__typename';
    const taken = this.#taken.get(`${path}/${alias}`);
    if (taken !== undefined && taken !== '__typename') return `t${this.#taken.size}: __typename`;
    this.#taken.set(`${path}/${alias}`, '__typename');
    return alias === '__typename' ? alias : `${alias}: __typename`;
  }

  #fragment(type: GraphQLCompositeType, place: Place): string | undefined {
    const { random } = this;
    const { schema } = this.options;
    if (this.#budget <= 0 || place.depth > (this.options.maxDepth ?? 6)) return undefined;
    const inside = isObjectType(type) ? [type] : [type, ...schema.getPossibleTypes(type)];
    const condition = random.pick(inside);
    const deeper = { ...place, depth: place.depth + 1 };
    const set = this.#selectionSet(condition, { ...deeper, depth: place.depth });
    if (random.chance(0.4)) {
      const name = `F${this.#fragments.length}`;
      this.#fragments.push(`fragment ${name} on ${condition.name} ${set}`);
      return `...${name}${this.#directives()}`;
    }
    const on = condition === type && random.chance(0.3) ? '' : ` on ${condition.name}`;
    return `...${on}${this.#directives()} ${set}`;
  }

  #field(type: GraphQLCompositeType, place: Place): string | undefined {
    const { random } = this;
    if (isUnionType(type)) return undefined;
    const isDeep = place.depth >= (this.options.maxDepth ?? 6) || this.#budget <= 0;
    const fields = Object.values(type.getFields()).filter(
      ({ type: fieldType }) => !isDeep || !isCompositeType(getNamedType(fieldType)),
    );
    // Fields of other types lead to other subgraphs: leaves would crowd them out.
    const branches = fields.filter(({ type: fieldType }) => isCompositeType(getNamedType(fieldType)));
    const from = branches.length > 0 && random.chance(0.45) ? branches : fields;
    if (from.length === 0) return undefined;
    this.#budget--;
    return this.#writeField(type, random.pick(from), place);
  }

  #writeField(type: GraphQLCompositeType, field: GraphQLField<unknown, unknown>, place: Place): string {
    const { random } = this;
    const args = this.#argumentsOf(type.name, field);
    const meaning = `${field.name}${args}`;
    const wanted = random.chance(0.25) ? this.#aliasPool() : [field.name];
    const name = this.#freeName(place.path, meaning, wanted);
    this.#taken.set(`${place.path}/${name}`, meaning);
    const fieldType = getNamedType(field.type);
    const set = isCompositeType(fieldType)
      ? ` ${this.#selectionSet(fieldType, { path: `${place.path}/${name}`, depth: place.depth + 1 })}`
      : '';
    const alias = name === field.name ? '' : `${name}: `;
    return `${alias}${field.name}${args}${this.#directives()}${set}`;
  }

  #aliasPool(): string[] {
    return [this.random.pick(['a', 'b', 'c', ...this.options.aliases])];
  }

  // A response name that stands for nothing else at this place.
  #freeName(path: string, meaning: string, wanted: readonly string[]): string {
    for (const name of wanted) {
      const taken = this.#taken.get(`${path}/${name}`);
      if (taken === undefined || taken === meaning) return name;
    }
    return `x${this.#taken.size}`;
  }

  #argumentsOf(type: string, field: GraphQLField<unknown, unknown>): string {
    const given = field.args.flatMap((argument) => {
      const value = this.options.argument({ type, field: field.name }, argument, this.random);
      if (value === undefined) {
        if (isRequiredArgument(argument)) throw new Error(`${type}.${field.name} needs ${argument.name}`);
        return [];
      }
      return [`${argument.name}: ${this.#value(value, argument.type)}`];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  #value(value: unknown, type: GraphQLInputType): string {
    const { random } = this;
    const literal = print(astFromValue(value, type) ?? { kind: 'NullValue' as never });
    if (!random.chance(0.4)) return literal;
    const name = `v${this.#variables.size}`;
    const kind = random.between(0, 2);
    if (kind === 0) this.#variables.set(name, { declaration: String(type), value });
    else if (kind === 1) this.#variables.set(name, { declaration: `${type} = ${literal}`, value: undefined });
    else this.#variables.set(name, { declaration: `${type} = ${literal}`, value });
    return `$${name}`;
  }

  #directives(): string {
    const { random } = this;
    if (!random.chance(0.12)) return '';
    const name = random.pick(['skip', 'include']);
    if (random.chance(0.4)) return ` @${name}(if: ${random.chance(0.5)})`;
    const variable = `b${random.between(0, 2)}`;
    if (!this.#variables.has(variable)) {
      const hasDefault = random.chance(0.4);
      const value = random.chance(0.5);
      this.#variables.set(
        variable,
        hasDefault
          ? { declaration: `Boolean! = ${value}`, value: undefined }
          : { declaration: 'Boolean!', value },
      );
    }
    return ` @${name}(if: $${variable})`;
  }
}
