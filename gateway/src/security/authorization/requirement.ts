import type { CallerClaims } from './caller-claims.js';

/** Sets of names, one of which is to be had whole: OR of ANDs. */
export type Alternatives = readonly (readonly string[])[];

/** What a caller needs for a field or a type; all parts of it. */
export interface Requirement {
  readonly isAuthenticated: boolean;
  readonly scopes: readonly Alternatives[];
  readonly policies: readonly Alternatives[];
  /** Equal for two requirements that ask for the same in the same words. */
  readonly key: string;
}

/** A requirement of these parts; undefined when they ask for nothing. */
export function requirementOf(parts: Partial<Omit<Requirement, 'key'>>): Requirement | undefined {
  const isAuthenticated = parts.isAuthenticated ?? false;
  const scopes = distinct(parts.scopes ?? []);
  const policies = distinct(parts.policies ?? []);
  if (!isAuthenticated && scopes.length === 0 && policies.length === 0) return undefined;
  return { isAuthenticated, scopes, policies, key: JSON.stringify([isAuthenticated, scopes, policies]) };
}

/** What asks for all that these ask for. */
export function allOf(requirements: Iterable<Requirement | undefined>): Requirement | undefined {
  const given = new Map<string, Requirement>();
  for (const one of requirements) if (one) given.set(one.key, one);
  const [first, ...others] = given.values();
  if (!first || others.length === 0) return first;
  const all = [first, ...others];
  return requirementOf({
    isAuthenticated: all.some((one) => one.isAuthenticated),
    scopes: all.flatMap((one) => one.scopes),
    policies: all.flatMap((one) => one.policies),
  });
}

/** Whether a caller has what is required. @param holds Whether a policy does. */
export function isMet(
  { isAuthenticated, scopes, policies }: Requirement,
  caller: CallerClaims,
  holds: (policy: string) => boolean,
): boolean {
  if (isAuthenticated && !caller.isAuthenticated) return false;
  return (
    scopes.every((alternatives) => hasOne(alternatives, (scope) => caller.scopes.includes(scope))) &&
    policies.every((alternatives) => hasOne(alternatives, holds))
  );
}

const MOST_COMBINATIONS = 4_096;

/** Whether whoever has all that `given` asks for has what `asked` asks for. When that takes too long to find out: no. */
export function isImplied(asked: Requirement, given: Requirement | undefined): boolean {
  if (!given) return false;
  return (
    (given.isAuthenticated || !asked.isAuthenticated) &&
    asked.scopes.every((alternatives) => isOneImplied(alternatives, given.scopes)) &&
    asked.policies.every((alternatives) => isOneImplied(alternatives, given.policies))
  );
}

function isOneImplied(asked: Alternatives, given: readonly Alternatives[]): boolean {
  const combinations = given.reduce((count, { length }) => count * length, 1);
  if (combinations > MOST_COMBINATIONS) return false;
  const whole = given.reduce<Alternatives>(
    (sets, alternatives) => sets.flatMap((set) => alternatives.map((more) => [...set, ...more])),
    [[]],
  );
  return whole.every((had) => hasOne(asked, (name) => had.includes(name)));
}

function hasOne(alternatives: Alternatives, has: (name: string) => boolean): boolean {
  return alternatives.some((names) => names.every(has));
}

// A list without alternatives asks for nothing, as composition has it.
function distinct(lists: readonly Alternatives[]): Alternatives[] {
  const found = new Map<string, Alternatives>();
  for (const list of lists) {
    if (list.length > 0) found.set(JSON.stringify(list), list);
  }
  return [...found.values()];
}
