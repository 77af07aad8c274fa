import { FEDERATION_2 } from '../../federation/harness/federation-link.js';
import type { Computed, Row, SupergraphFixture } from '../../federation/harness/supergraph-case.js';
import type { Random } from '../../graph/differential/random.js';
import { type EntityPlan, type FieldPlan, planSupergraph, type SupergraphPlan } from './supergraph-plan.js';

/** A random supergraph over a random world. It may not compose: entities that cannot be reached are left to composition to find. */
export function randomSupergraph(title: string, random: Random): SupergraphFixture {
  const plan = planSupergraph(random);
  const world = makeWorld(plan, random);
  return {
    title,
    subgraphs: Object.fromEntries(plan.subgraphs.map((name) => [name, { sdl: sdlOf(plan, name) }])),
    computed: computedOf(plan),
    world: () => world,
    cases: [],
  };
}

function sdlOf(plan: SupergraphPlan, subgraph: string): string {
  const here = plan.entities.filter(({ keys }) => keys.has(subgraph));
  const roots = plan.roots
    .filter(({ owners }) => owners.includes(subgraph))
    .map(({ name, type, owners }) => `${name}: ${type}${owners.length > 1 ? ' @shareable' : ''}`);
  const members = here.filter(({ inUnion }) => inUnion).map(({ name }) => name);
  return [
    FEDERATION_2,
    roots.length > 0 ? `type Query { ${roots.join(' ')} }` : '',
    ...here.map((entity) => entitySdl(entity, subgraph, plan)),
    here.some(({ isNode }) => isNode)
      ? `interface Node { id: ID! ${plan.labelIn === subgraph ? 'label: String' : ''} }`
      : '',
    members.length > 0 ? `union Any = ${members.join(' | ')}` : '',
    'type Value @shareable { a: Int b: String c(x: Int = 1): String }',
  ].join('\n');
}

function entitySdl(entity: EntityPlan, subgraph: string, plan: SupergraphPlan): string {
  const keys = (entity.keys.get(subgraph) ?? []).map((fields) => ` @key(fields: "${fields}")`).join('');
  const node = entity.isNode ? ' implements Node' : '';
  const label = entity.isNode && plan.labelIn === subgraph ? ' label: String' : '';
  const code = keys.includes('code') ? ' code: String! @shareable' : '';
  const external = new Set(
    plan.entities.flatMap(({ fields }) =>
      fields.flatMap(({ owners, requires }) =>
        owners.includes(subgraph) ? (requires?.external.get(entity.name) ?? []) : [],
      ),
    ),
  );
  const fields = entity.fields.flatMap((field) => {
    if (field.owners.includes(subgraph)) return [fieldSdl(field)];
    return external.has(field.name) ? [`${field.name}${argsSdl(field)}: ${field.type} @external`] : [];
  });
  return `type ${entity.name}${node}${keys} { id: ID! @shareable${code}${label} ${fields.join(' ')} }`;
}

function fieldSdl(field: FieldPlan): string {
  const shareable = field.owners.length > 1 ? ' @shareable' : '';
  const requires = field.requires ? ` @requires(fields: ${JSON.stringify(field.requires.text)})` : '';
  return `${field.name}${argsSdl(field)}: ${field.type}${shareable}${requires}`;
}

function argsSdl({ hasArgument }: FieldPlan): string {
  return hasArgument ? '(x: Int = 1)' : '';
}

function makeWorld({ entities, roots }: SupergraphPlan, random: Random) {
  const rows = new Map<string, Row[]>();
  for (const { name } of entities) {
    rows.set(
      name,
      Array.from({ length: 3 }, (_, i) => ({ __typename: name, id: `${name}-${i}`, code: `${name}c${i}` })),
    );
  }
  const all = [...rows.values()].flat();
  const one = (type: string, holder: string): unknown => valueFor(type, holder, rows, entities, random);
  for (const { name, fields } of entities) {
    for (const row of rows.get(name) ?? []) {
      const filled: Record<string, unknown> = { label: `label of ${row.id}` };
      for (const field of fields) {
        if (!field.requires)
          filled[field.name] = withArgument(one(field.type, `${row.id}.${field.name}`), field);
      }
      Object.assign(row, filled);
    }
  }
  const query = Object.fromEntries(roots.map(({ name, type }) => [name, one(type, name)]));
  return { query, entities: all };
}

function withArgument(value: unknown, { hasArgument }: FieldPlan): unknown {
  if (!hasArgument) return value;
  return ({ x = 1 }: { x?: number | null }) => (value === null ? null : `${String(value)}(${x})`);
}

function valueFor(
  type: string,
  holder: string,
  rows: ReadonlyMap<string, readonly Row[]>,
  entities: readonly EntityPlan[],
  random: Random,
): unknown {
  const named = type.replace(/[[\]!]/g, '');
  const single = (at: string): unknown => {
    if (!type.startsWith('[') && !type.endsWith('!') && random.chance(0.15)) return null;
    if (named === 'Int') return random.between(0, 99);
    if (named === 'String') return `s ${at}`;
    if (named === 'Value') return valueRow(at, random);
    const names = entities
      .filter((entity) =>
        named === 'Node' ? entity.isNode : named === 'Any' ? entity.inUnion : entity.name === named,
      )
      .map(({ name }) => name);
    return random.pick(rows.get(random.pick(names)) ?? []);
  };
  if (!type.startsWith('[')) return single(holder);
  return Array.from({ length: random.between(0, 3) }, (_, i) => single(`${holder}.${i}`));
}

function valueRow(at: string, random: Random): Row {
  return {
    __typename: 'Value',
    a: random.between(0, 9),
    b: random.chance(0.2) ? null : `b ${at}`,
    c: ({ x = 1 }: { x?: number | null }) => `c${x} ${at}`,
  };
}

/** A field with @requires is the text of what it requires: in its subgraph of the representation, in the monolith of the world. */
function computedOf({ entities }: SupergraphPlan): Readonly<Record<string, Computed>> {
  const computed: Record<string, Computed> = {};
  for (const { name, fields } of entities) {
    for (const { name: field, requires } of fields) {
      if (requires)
        computed[`${name}.${field}`] = (given) => `${field}: ${told(given, requires.parts, computed)}`;
    }
  }
  return computed;
}

function told(
  given: Readonly<Record<string, unknown>>,
  parts: NonNullable<FieldPlan['requires']>['parts'],
  computed: Readonly<Record<string, Computed>>,
): string {
  return parts
    .map(({ field, x, below }) => {
      const known = field in given ? given[field] : computed[`${String(given.__typename)}.${field}`]?.(given);
      const value = typeof known === 'function' ? known(x === undefined ? {} : { x }) : known;
      if (!below || value === null) return `${field}=${String(value)}`;
      return `${field}={${told(value as Row, below, computed)}}`;
    })
    .join(' ');
}
