import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROLES, type Role, SCOPES, type Scope } from '@orrery/contracts';
import type { Asker } from './askers.js';

const FILE = fileURLToPath(new URL('../expected.txt', import.meta.url));
const GROUPS = ['everyone', 'known', 'users', 'owner', 'parent'] as const;

/** Who may have a field, as a line of authz/expected.txt says. */
export interface Expectation {
  readonly groups: ReadonlySet<(typeof GROUPS)[number]>;
  readonly roles: ReadonlySet<Role>;
  readonly scopes: readonly Scope[];
}

/** The lines of authz/expected.txt by coordinate (`Order.total`). @throws Error naming the line that cannot be read */
export function readExpectations(text = readFileSync(FILE, 'utf8')): ReadonlyMap<string, Expectation> {
  const found = new Map<string, Expectation>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, type, fields = '', who = ''] = /^(\w+)\.([\w ]+?)\s+:\s+(.+)$/.exec(line) ?? [];
    if (!type) throw new Error(`authz/expected.txt:${index + 1} must be: Type.field field : who, who`);
    const expectation = expectationOf(who, index + 1);
    for (const field of fields.split(/ +/)) {
      const coordinate = `${type}.${field}`;
      if (found.has(coordinate)) throw new Error(`authz/expected.txt:${index + 1} says ${coordinate} again`);
      found.set(coordinate, expectation);
    }
  }
  return found;
}

function expectationOf(who: string, line: number): Expectation {
  const groups = new Set<(typeof GROUPS)[number]>();
  const roles = new Set<Role>();
  const scopes: Scope[] = [];
  for (const word of who.split(',').map((part) => part.trim())) {
    const scope = /^scope (\S+)$/.exec(word)?.[1];
    if (scope !== undefined && Object.hasOwn(SCOPES, scope)) scopes.push(scope as Scope);
    else if (isOneOf(GROUPS, word)) groups.add(word);
    else if (isOneOf(ROLES, word)) roles.add(word);
    else throw new Error(`authz/expected.txt:${line} names nobody that is known: "${word}"`);
  }
  return { groups, roles, scopes };
}

function isOneOf<const T extends readonly string[]>(names: T, name: string): name is T[number] {
  return names.includes(name);
}

/**
 * Whether everything on a path allows the caller what it ends with.
 * @param scopes the scopes of a machine
 * @throws Error naming a coordinate without a line
 */
export function mayHave(
  expectations: ReadonlyMap<string, Expectation>,
  coordinates: readonly string[],
  asker: Asker,
  scopes: readonly Scope[] = [],
): boolean {
  if (asker.isExpired) return false;
  return coordinates.every((coordinate) => allows(lineOf(expectations, coordinate), asker, scopes));
}

/** The scopes that a machine needs for everything on a path: of each line the first. */
export function scopesFor(
  expectations: ReadonlyMap<string, Expectation>,
  coordinates: readonly string[],
): readonly Scope[] {
  const scopes = coordinates.flatMap((coordinate) => lineOf(expectations, coordinate).scopes.slice(0, 1));
  return [...new Set(scopes)].sort();
}

function lineOf(expectations: ReadonlyMap<string, Expectation>, coordinate: string): Expectation {
  const line = expectations.get(coordinate);
  if (!line) throw new Error(`authz/expected.txt has no line for ${coordinate}`);
  return line;
}

function allows({ groups, roles, scopes }: Expectation, asker: Asker, has: readonly Scope[]): boolean {
  if (groups.has('everyone') || groups.has('parent')) return true;
  if (asker.kind === 'anonymous') return false;
  if (groups.has('known')) return true;
  if (asker.kind === 'machine') return scopes.some((scope) => has.includes(scope));
  if (groups.has('users') || (groups.has('owner') && asker.name === 'owner')) return true;
  return asker.role !== undefined && roles.has(asker.role);
}
