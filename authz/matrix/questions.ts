import { type Graph, selectionOf } from './graphs.js';
import { ARGUMENTS, PLACES, type Start } from './places.js';

/** One field of one type, asked for at one place in one way. */
export interface Question {
  /** The field: `Order.total`. */
  readonly coordinate: string;
  /** Everything on the way to it, and it: what has to allow it. */
  readonly path: readonly string[];
  /** Selects it below a root field, without an alias. @param claims fields that a representation has beside its key */
  text(claims: Readonly<Record<string, string>>): string;
  /** The field names on the way below the root field's value, with the field's own at the end. */
  readonly keys: readonly string[];
}

/** How a graph is asked: by its own root fields, or as the gateway asks subgraphs for entities. */
export type Approach = 'fields' | '_entities';

/** Which subgraph an entity is of: in the others its key says nothing that was not sent. */
const HOMES: Readonly<Record<string, string>> = {
  User: 'accounts',
  Product: 'catalog',
  Brand: 'catalog',
  Category: 'catalog',
  Warehouse: 'inventory',
  StockLevel: 'inventory',
  Reservation: 'inventory',
  Order: 'orders',
  Cart: 'orders',
  CartLine: 'orders',
  Payment: 'payments',
  Refund: 'payments',
  Review: 'reviews',
};

/** All questions about the objects of a graph that can be reached in this way, by type and place. */
export function questionsOf(
  graph: Graph,
  approach: Approach,
  starts: Readonly<Record<string, Start>>,
): readonly Question[] {
  const below = graph.objectTypes.flatMap(({ name }) =>
    (PLACES[name] ?? []).flatMap((place) => questionsAt({ graph, approach, starts, type: name, place })),
  );
  return approach === 'fields' ? [...rootQuestions(graph, starts), ...below] : below;
}

function rootQuestions(graph: Graph, starts: Readonly<Record<string, Start>>): readonly Question[] {
  return Object.values(starts).flatMap(({ root }) => {
    const name = root && nameOf(root);
    const field = name && graph.field('Query', name);
    if (!field) return [];
    const coordinate = `Query.${name}`;
    const text = `${root}${selectionOf(field).selection}`;
    return [{ coordinate, path: [coordinate], keys: [], text: () => text }];
  });
}

interface At {
  readonly graph: Graph;
  readonly approach: Approach;
  readonly starts: Readonly<Record<string, Start>>;
  readonly type: string;
  readonly place: string;
}

function questionsAt({ graph, approach, starts, type, place }: At): readonly Question[] {
  const [startName = '', ...steps] = place.split(' / ');
  const start = starts[startName];
  if (!start) throw new Error(`${place}: there is no start ${startName}`);
  const begun = approach === 'fields' ? beginAtRoot(graph, start) : beginAtEntity(graph, start);
  const walked = begun && walk(graph, begun.type, steps);
  if (!begun || walked?.type !== type) return [];
  const echoed =
    approach === '_entities' && steps.length === 0 && HOMES[type] !== graph.name ? start.entity : {};
  return graph
    .fieldsOf(type)
    .filter((name) => !Object.hasOwn(echoed ?? {}, name))
    .map((name): Question => {
      const field = graph.field(type, name);
      if (!field) throw new Error(`${graph.name} has no ${type}.${name}`);
      const coordinate = `${type}.${name}`;
      const leaf = `${name}${ARGUMENTS[coordinate] ?? ''}${selectionOf(field).selection}`;
      const inner = steps.reduceRight((selected, step) => `${step} { ${selected} }`, leaf);
      return {
        coordinate,
        path: [...begun.path, ...walked.path, coordinate],
        keys: [...steps.filter((step) => !step.startsWith('...')).map(nameOf), name],
        text: (claims) => begun.text(inner, claims),
      };
    });
}

interface Beginning {
  readonly type: string;
  readonly path: readonly string[];
  text(inner: string, claims: Readonly<Record<string, string>>): string;
}

function beginAtRoot(graph: Graph, { root }: Start): Beginning | undefined {
  const field = root && graph.field('Query', nameOf(root));
  if (!field) return undefined;
  const text = (inner: string) => `${root} { ${inner} }`;
  return { type: selectionOf(field).type, path: [`Query.${field.name}`], text };
}

function beginAtEntity(graph: Graph, { entity }: Start): Beginning | undefined {
  if (!entity) return undefined;
  const { __typename, ...key } = entity;
  if (!graph.resolves(__typename, Object.keys(key))) return undefined;
  const text: Beginning['text'] = (inner, claims) => {
    const fields = Object.entries({ ...claims, ...entity }).map(
      ([name, value]) => `${name}: ${JSON.stringify(value)}`,
    );
    return `_entities(representations: [{ ${fields.join(', ')} }]) { ... on ${__typename} { ${inner} } }`;
  };
  return { type: __typename, path: [], text };
}

function walk(
  graph: Graph,
  from: string,
  steps: readonly string[],
): { readonly type: string; readonly path: readonly string[] } | undefined {
  let type = from;
  const path: string[] = [];
  for (const step of steps) {
    if (step.startsWith('... on ')) {
      const member = step.slice('... on '.length);
      if (!graph.membersOf(type).some(({ name }) => name === member)) return undefined;
      type = member;
      continue;
    }
    const field = graph.field(type, nameOf(step));
    if (!field) return undefined;
    path.push(`${type}.${field.name}`);
    type = selectionOf(field).type;
  }
  return { type, path };
}

function nameOf(step: string): string {
  return /^\w+/.exec(step)?.[0] ?? '';
}

/** The values that an answer has for a question: none that is null or absent. @param value of the question's root field */
export function valuesFor({ keys }: Pick<Question, 'keys'>, value: unknown): readonly unknown[] {
  let values = flat(value);
  for (const key of keys) {
    values = values.flatMap((one) => flat((one as Record<string, unknown>)[key]));
  }
  return values;
}

// An empty list is an answer too.
function flat(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) return [value];
  const inner = value.flatMap(flat);
  return value.length === 0 || (value.every(Array.isArray) && inner.length === 0) ? [] : inner;
}
