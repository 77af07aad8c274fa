import type { Scope } from '@orrery/contracts';
import type { Caller } from '@orrery/runtime';

/** Everybody, with a token or without. */
export interface PublicRule {
  readonly kind: 'public';
}

/** Every caller that is known: a user or a machine. */
export interface AuthenticatedRule {
  readonly kind: 'authenticated';
}

/** Callers with all scopes of at least one of the groups. */
export interface ScopesRule {
  readonly kind: 'scopes';
  /** OR of ANDs, as `@requiresScopes` has it. */
  readonly anyOf: readonly (readonly Scope[])[];
}

/** The user whose row it is, and callers with one of the scopes. */
export interface OwnerRule {
  readonly kind: 'owner';
  /** The user id of a row's owner; null or undefined when it has none, so that only the scopes count. */
  readonly ownerOf: (row: never) => string | null | undefined;
  readonly orScopes: readonly Scope[];
}

/** Whoever a function says. */
export interface PolicyRule {
  readonly kind: 'policy';
  /** As `@policy` has it. */
  readonly name: string;
  readonly holds: (caller: Caller, row: never) => boolean;
}

/** Who may have a field. */
export type AccessRule = PublicRule | AuthenticatedRule | ScopesRule | OwnerRule | PolicyRule;

/** The name under which a type's or a field's rule stands in its `extensions`. */
export const ACCESS = 'access';
