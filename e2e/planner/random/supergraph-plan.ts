import type { Random } from '../../graph/differential/random.js';

/** One field of a @requires. */
export interface RequiredPart {
  readonly field: string;
  /** The argument that is given, if one is. */
  readonly x?: number;
  readonly below?: readonly RequiredPart[];
}

/** A field of an entity. */
export interface FieldPlan {
  readonly name: string;
  /** In the schema's own words. */
  readonly type: string;
  readonly owners: readonly string[];
  readonly hasArgument: boolean;
  readonly requires?: {
    readonly text: string;
    readonly parts: readonly RequiredPart[];
    /** The fields of each entity that the requiring subgraph must declare. */
    readonly external: ReadonlyMap<string, readonly string[]>;
  };
}

/** An entity, its keys in each subgraph that has it. */
export interface EntityPlan {
  readonly name: string;
  readonly keys: ReadonlyMap<string, readonly string[]>;
  readonly isNode: boolean;
  readonly inUnion: boolean;
  readonly fields: FieldPlan[];
}

/** What the subgraphs of a random supergraph are written from. */
export interface SupergraphPlan {
  readonly subgraphs: readonly string[];
  readonly entities: readonly EntityPlan[];
  /** The subgraph in which the interface has one field more. */
  readonly labelIn: string;
  readonly roots: readonly {
    readonly name: string;
    readonly type: string;
    readonly owners: readonly string[];
  }[];
}

const KEY_SETS: readonly (readonly string[])[] = [
  ['id'],
  ['id'],
  ['code', 'id'],
  ['id code', 'id'],
  ['code'],
];

/** Draws a supergraph: every subgraph has every entity, most fields have one owner. */
export function planSupergraph(random: Random): SupergraphPlan {
  const subgraphs = Array.from({ length: random.between(2, 4) }, (_, i) => `s${i}`);
  const names = Array.from({ length: random.between(2, 3) }, (_, i) => `E${i}`);
  const entities = names.map(
    (name, i): EntityPlan => ({
      name,
      keys: new Map(
        subgraphs.map((subgraph, s) => [subgraph, s === 0 ? ['id', 'code'] : random.pick(KEY_SETS)]),
      ),
      isNode: i < 2,
      inUnion: i > 0,
      fields: plainFields(subgraphs, names, random),
    }),
  );
  const count = random.between(1, 5);
  for (let i = 0; i < count; i++) addRequiring(entities, subgraphs, `r${i}`, random);
  const types = [...names, '[Node]', 'Node', '[Any!]', ...names.map((name) => `[${name}!]!`)];
  return {
    subgraphs,
    entities,
    labelIn: random.pick(subgraphs),
    roots: types.map((type, i) => ({ name: `q${i}`, type, owners: ownersIn(subgraphs, random) })),
  };
}

function ownersIn(subgraphs: readonly string[], random: Random): string[] {
  return random.shuffled(subgraphs).slice(0, random.chance(0.2) ? 2 : 1);
}

function plainFields(subgraphs: readonly string[], names: readonly string[], random: Random): FieldPlan[] {
  const types = [
    'Int',
    'String',
    'String',
    'Value',
    'Node',
    '[Node!]',
    'Any',
    ...names,
    ...names.map((name) => `[${name}]`),
  ];
  return Array.from({ length: random.between(4, 7) }, (_, i) => {
    const type = random.pick(types);
    return {
      name: `f${i}`,
      type,
      owners: ownersIn(subgraphs, random),
      hasArgument: type === 'String' && random.chance(0.7),
    };
  });
}

function addRequiring(
  entities: readonly EntityPlan[],
  subgraphs: readonly string[],
  name: string,
  random: Random,
): void {
  const entity = random.pick(entities);
  const owner = random.pick(subgraphs);
  const external = new Map<string, string[]>();
  const parts = random
    .shuffled(entity.fields.filter(({ owners }) => !owners.includes(owner)))
    .slice(0, random.between(1, 2))
    .flatMap((field) => requiredPart(field, entity, { entities, owner, external, random, depth: 0 }) ?? []);
  if (parts.length === 0) return;
  entity.fields.push({
    name,
    type: 'String',
    owners: [owner],
    hasArgument: false,
    requires: { parts, external, text: textOf(parts) },
  });
}

interface Requiring {
  readonly entities: readonly EntityPlan[];
  readonly owner: string;
  readonly external: Map<string, string[]>;
  readonly random: Random;
  readonly depth: number;
}

function requiredPart(field: FieldPlan, entity: EntityPlan, requiring: Requiring): RequiredPart | undefined {
  const { entities, owner, external, random, depth } = requiring;
  const declare = (part: RequiredPart): RequiredPart => {
    external.set(entity.name, [...(external.get(entity.name) ?? []), field.name]);
    return part;
  };
  const x = random.between(1, 3);
  if (field.type === 'Value') {
    return declare({
      field: field.name,
      below: random.chance(0.5) ? [{ field: 'a' }] : [{ field: 'c', x }, { field: 'b' }],
    });
  }
  const target = entities.find((one) => one.name === field.type);
  if (!target) {
    if (!/^(Int|String)$/.test(field.type)) return undefined;
    return declare({ field: field.name, ...(field.hasArgument && random.chance(0.8) && { x }) });
  }
  if (depth > 0) return undefined;
  const inner = random.shuffled(target.fields.filter(({ owners }) => !owners.includes(owner)))[0];
  const below = inner && requiredPart(inner, target, { ...requiring, depth: depth + 1 });
  return below && declare({ field: field.name, below: [below] });
}

function textOf(parts: readonly RequiredPart[]): string {
  return parts
    .map(({ field, x, below }) => {
      const argument = x === undefined ? '' : `(x: ${x})`;
      return `${field}${argument}${below ? ` { ${textOf(below)} }` : ''}`;
    })
    .join(' ');
}
