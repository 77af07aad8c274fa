import { askerNamed } from '../../authz/matrix/askers.js';
import { changed, Databases } from '../../authz/matrix/databases.js';
import { clientGraph, type Graph, selectionOf, subgraphs } from '../../authz/matrix/graphs.js';
import { type InputPlace, inputPlaces } from '../../authz/matrix/inputs.js';
import { type Answer, refusalIn, Target } from '../../authz/matrix/target.js';
import { Tokens } from '../../authz/matrix/tokens.js';
import type { SystemPlaces } from '../start-system.js';
import { type ArgumentPlace, argumentPlaces, fitting } from './argument-places.js';

const LEAKS =
  /stack|node_modules|127\.0\.0\.1|localhost|mongodb|MongoServer|\bat \w+ \(|Cast to|E11000|class-validator/;

const proto = JSON.parse('{"__proto__": {"isAdmin": true}}') as object;
const LONG = 'x'.repeat(200_000);

/** What is no value of any scalar: operators of the database, keys that change objects, kinds that are none. */
const OBJECTS: readonly unknown[] = [
  { $gt: '' },
  { $where: 'return true' },
  { $ne: null },
  proto,
  { constructor: { prototype: { isAdmin: true } } },
  [[['probe']]],
];

/** Kinds of values by the type whose place they take. */
const WRONG_KINDS: Readonly<Record<string, readonly unknown[]>> = {
  String: [1, true],
  ID: [1.5, true],
  Int: ['1', 1.5, 2 ** 31, true],
  Float: ['1', true],
  Boolean: ['true', 1],
};

/** Texts that mean something to a database, to a shell of one, or to JavaScript; as texts they are allowed, and mean nothing. */
const TEXTS: readonly string[] = [
  '$where',
  '{"$gt": ""}',
  '$$ROOT',
  'a.$.b',
  '__proto__',
  'constructor',
  "'; return true; //",
  '(a+)+$',
  '\u0000',
  '\ud800',
  '',
  LONG,
];

/** A way in, with what an administrator is known by there: nobody gets further with an attack. */
interface Entrance {
  readonly graph: Graph;
  readonly target: Target;
  authorization(): Promise<string | undefined>;
}

/** Attacks on the arguments of every field of a running system. Each resolves to what went wrong: a line for each, none when all held. */
export class Attacks {
  readonly #entrances: readonly Entrance[];

  private constructor(
    private readonly databases: Databases,
    entrances: readonly Entrance[],
  ) {
    this.#entrances = entrances;
  }

  static async on(places: SystemPlaces): Promise<Attacks> {
    const admin = askerNamed('ADMIN');
    const tokens = await Tokens.of(places.dataDir);
    const gateway = new Target(`http://127.0.0.1:${places.gatewayPort}`);
    const atGateway = await laterToken(places);
    const services = subgraphs().map((graph): Entrance => {
      const target = new Target(`http://127.0.0.1:${places.ports[graph.name]}`);
      return { graph, target, authorization: async () => tokens.ofGateway(admin, graph.name) };
    });
    const entrance = { graph: clientGraph(), target: gateway, authorization: async () => atGateway };
    return new Attacks(await Databases.of(places), [entrance, ...services]);
  }

  /** How many places there are for a value. */
  get places(): number {
    return this.#entrances.reduce((sum, { graph }) => sum + argumentPlaces(graph).length, 0);
  }

  /** Operators and wrong kinds in the place of every value: refused, and nothing is written. */
  async wrongKinds(): Promise<readonly string[]> {
    return this.#unchanged(async (entrance, place) => {
      const faults: string[] = [];
      for (const bad of [...OBJECTS, ...(WRONG_KINDS[place.type] ?? [])]) {
        const answer = await this.#send(entrance, place.query, place.variable(bad));
        const got = valueIn(place, answer);
        // A scalar of the graph's own is read by its subgraph: the gateway has answered then already.
        const isOwn = !place.isEnum && !WRONG_KINDS[place.type];
        const isRefused = answer.status === 400 || (isOwn && answer.errors !== undefined);
        if (!isRefused || got !== null) faults.push(JSON.stringify(bad));
        faults.push(...tellings(answer));
      }
      return faults;
    });
  }

  /** Texts with a meaning of their own in the place of every text: never a failure of ours, and never more than nothing. */
  async texts(): Promise<readonly string[]> {
    // First what only reads: what an administrator makes with such a name is found by it afterwards.
    const isWrite = ({ name }: ArgumentPlace) => name.startsWith('Mutation.');
    return [...(await this.#sendTexts((place) => !isWrite(place))), ...(await this.#sendTexts(isWrite))];
  }

  #sendTexts(isMeant: (place: ArgumentPlace) => boolean): Promise<readonly string[]> {
    return this.#everywhere(async (entrance, place) => {
      if ((place.type !== 'String' && place.type !== 'ID') || !isMeant(place)) return [];
      const faults: string[] = [];
      for (const text of TEXTS) {
        const answer = await this.#send(entrance, place.query, place.variable(text));
        // Nothing has such an id, number, address or slug.
        if (place.isKey && valueIn(place, answer) !== null)
          faults.push(`found something by ${text.slice(0, 20)}`);
        faults.push(...tellings(answer).map((fault) => `${fault} for ${JSON.stringify(text.slice(0, 20))}`));
      }
      return faults;
    });
  }

  /** Fields that no input has, in every input: refused, and nothing is written. */
  async massAssignment(): Promise<readonly string[]> {
    const before = await this.databases.digests();
    const faults: string[] = [];
    for (const entrance of this.#entrances) {
      for (const place of inputPlaces(entrance.graph)) {
        for (const name of SMUGGLED) {
          if (hasField(entrance.graph, place.input, name)) continue;
          const answer = await this.#send(
            entrance,
            queryOf(entrance.graph, place),
            smuggled(entrance.graph, place, name),
          );
          const what = `${entrance.graph.name}: ${place.mutation} took ${name} in ${place.input}`;
          if (answer.status !== 400 || answer.data) faults.push(`${what}: ${refusalIn(answer)}`);
          faults.push(...tellings(answer).map((fault) => `${what}: ${fault}`));
        }
      }
    }
    return [
      ...faults,
      ...changed(before, await this.databases.digests()).map((name) => `it changed ${name}`),
    ];
  }

  close(): Promise<void> {
    return this.databases.close();
  }

  async #unchanged(
    attack: (entrance: Entrance, place: ArgumentPlace) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const before = await this.databases.digests();
    const faults = await this.#everywhere(attack);
    return [
      ...faults,
      ...changed(before, await this.databases.digests()).map((name) => `it changed ${name}`),
    ];
  }

  async #everywhere(
    attack: (entrance: Entrance, place: ArgumentPlace) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const entrance of this.#entrances) {
      for (const place of argumentPlaces(entrance.graph)) {
        const found = await attack(entrance, place);
        faults.push(...found.map((fault) => `${entrance.graph.name}: ${place.name}: ${fault}`));
      }
    }
    return faults;
  }

  async #send({ target, authorization }: Entrance, query: string, v: unknown): Promise<Answer> {
    return target.ask(query, { authorization: await authorization() }, { v });
  }
}

/** What nobody may set through an input: what the system derives, and what changes objects. */
const SMUGGLED = [
  'role',
  'roles',
  'scopes',
  'isAdmin',
  'price',
  'unitPrice',
  'total',
  'stock',
  'onHand',
  'reserved',
  'available',
  'average',
  'ratingCount',
  'userId',
  'ownerId',
  'customerId',
  'madeBy',
  'state',
  'status',
  'version',
  'createdAt',
  'emailVerifiedAt',
  'passwordHash',
  '_id',
  '$set',
  '__proto__',
  'constructor',
];

function hasField(graph: Graph, input: string, name: string): boolean {
  const type = graph.schema.getType(input);
  return type !== undefined && 'getFields' in type && Object.hasOwn(type.getFields(), name);
}

function queryOf(graph: Graph, { mutation, argument, type }: InputPlace): string {
  const field = graph.field('Mutation', mutation);
  return `mutation ($v: ${type}) { ${mutation}(${argument}: $v)${field ? selectionOf(field).selection : ''} }`;
}

function smuggled(graph: Graph, { mutation, argument, path }: InputPlace, name: string): unknown {
  const given = graph.field('Mutation', mutation)?.args.find((one) => one.name === argument);
  const whole = given ? fitting(given.type) : {};
  return withField(whole, path, name);
}

function withField(value: unknown, path: readonly string[], name: string): unknown {
  if (Array.isArray(value)) return value.map((one) => withField(one, path, name));
  const object = (value ?? {}) as Record<string, unknown>;
  const [first, ...rest] = path;
  if (first !== undefined) return { ...object, [first]: withField(object[first], rest, name) };
  // As a client would write it: an own field, whatever its name.
  return Object.defineProperty({ ...object }, name, { value: 'smuggled', enumerable: true });
}

function valueIn({ root, query }: ArgumentPlace, { data }: Answer): unknown {
  const value = data?.[root] ?? null;
  // Below a parent that everybody may see, the field itself is what was asked for.
  const isBelow = /\{ \w+(\([^$]*\))? \{ /.test(query);
  return isBelow && value !== null ? (Object.values(value)[0] ?? null) : value;
}

/** What an answer must never be or tell. */
function tellings(answer: Answer): string[] {
  const faults: string[] = [];
  if (answer.status >= 500) faults.push(`answered ${answer.status}`);
  const { errors = [] } = answer;
  if (errors.some(({ extensions }) => extensions?.code === 'INTERNAL_SERVER_ERROR')) {
    faults.push(`failed: ${refusalIn(answer)}`);
  }
  if (LEAKS.test(JSON.stringify(errors))) faults.push(`told too much: ${refusalIn(answer)}`);
  return faults;
}

// Whatever was run before may have ended the sessions of whoever is asked for here: all tokens of until then are void, now or when
// the gateway hears of it. Tokens tell seconds, so this one is of a later second.
async function laterToken(places: SystemPlaces): Promise<string | undefined> {
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  return (await Tokens.of(places.dataDir)).ofClient(askerNamed('ADMIN'));
}
