import { type Graph, selectionOf } from './graphs.js';
import { ARGUMENTS, ONLY_BY_MUTATIONS, PLACES, type Start } from './places.js';

/** One field of one type, asked for at one place in one way. */
export interface Question {
  /** The field: `Order.total`. */
  readonly coordinate: string;
  /** Everything on the way to it, and it: what has to allow it. */
  readonly path: readonly string[];
  /** The root field, with its arguments. @param claims fields that a representation has beside its key */
  root(claims: Readonly<Record<string, string>>): string;
  /** The type of which the root field's value is taken to be, where it does not say. */
  readonly on?: string;
  /** What is selected of the root field's value: one field. */
  readonly below: string;
  /** The field names on the way below the root field's value, with the field's own at the end. */
  readonly keys: readonly string[];
}

/** How a graph is asked: by its own root fields, as the gateway asks subgraphs for entities, or by subscriptions. */
export type Approach = 'fields' | '_entities' | 'live';

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
  return approach === '_entities' ? below : [...rootQuestions(graph, starts), ...below];
}

function rootQuestions(graph: Graph, starts: Readonly<Record<string, Start>>): readonly Question[] {
  return Object.values(starts).flatMap((start) => {
    const root = start.root ?? start.live;
    const type = start.live ? 'Subscription' : 'Query';
    const name = root && nameOf(root);
    const field = name && graph.field(type, name);
    if (!field) return [];
    const coordinate = `${type}.${name}`;
    return [{ coordinate, path: [coordinate], keys: [], root: () => root, below: '__typename' }];
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
  if (!start && approach === 'live') return [];
  if (!start) throw new Error(`${place}: there is no start ${startName}`);
  const begun = approach === '_entities' ? beginAtEntity(graph, start) : beginAtRoot(graph, start);
  const walked = begun && walk(graph, begun.type, steps);
  if (!begun || walked?.type !== type) return [];
  const echoed =
    approach === '_entities' && steps.length === 0 && HOMES[type] !== graph.name ? start.entity : {};
  return graph
    .fieldsOf(type)
    .filter((name) => !Object.hasOwn(echoed ?? {}, name) && !ONLY_BY_MUTATIONS.has(`${type}.${name}`))
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
        root: begun.root,
        on: begun.on,
        below: inner,
      };
    });
}

interface Beginning {
  readonly type: string;
  readonly path: readonly string[];
  root(claims: Readonly<Record<string, string>>): string;
  readonly on?: string;
}

function beginAtRoot(graph: Graph, { root, live }: Start): Beginning | undefined {
  const type = live ? 'Subscription' : 'Query';
  const from = root ?? live;
  const field = from && graph.field(type, nameOf(from));
  if (!field) return undefined;
  return { type: selectionOf(field).type, path: [`${type}.${field.name}`], root: () => from };
}

function beginAtEntity(graph: Graph, { entity, required }: Start): Beginning | undefined {
  if (!entity) return undefined;
  const { __typename, ...key } = entity;
  if (!graph.resolves(__typename, Object.keys(key))) return undefined;
  const root: Beginning['root'] = (claims) =>
    `_entities(representations: [${literal({ ...claims, ...required, ...entity })}])`;
  return { type: __typename, path: [], root, on: __typename };
}

// As GraphQL writes it: keys have no quotes.
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, inner]) => `${name}: ${literal(inner)}`);
  return `{ ${fields.join(', ')} }`;
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

/** Some questions as one root field: all of one root. Each gets a response name of its own, `q0` and so on. */
export function asRootField(
  questions: readonly Question[],
  claims: Readonly<Record<string, string>> = {},
): string {
  const [first] = questions;
  const selected = questions.map(({ below }, i) => `q${i}: ${below}`).join(' ');
  return `${first?.root(claims)} { ${first?.on ? `... on ${first.on} { ${selected} }` : selected} }`;
}

/**
 * The values that an answer has for a question: none that is null or absent.
 * @param value of the root field that {@link asRootField} wrote
 * @param index of the question in it
 */
export function valuesFor(
  { keys }: Pick<Question, 'keys'>,
  value: unknown,
  index: number,
): readonly unknown[] {
  let values = flat(value);
  const [first, ...rest] = keys;
  for (const key of first === undefined ? [] : [`q${index}`, ...rest]) {
    values = values.flatMap((one) => flat((one as Record<string, unknown>)[key]));
  }
  return values;
}

// Lists of lists are one, and an empty one is nothing.
function flat(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value.flatMap(flat) : [value];
}
