import type { Scope } from '@orrery/contracts';
import type { Caller } from '@orrery/runtime';
import { Extensions } from 'type-graphql';
import { ACCESS, type AccessRule } from './access-rule.js';

/** Stands on an object type's class, or on a field, a resolver's method, a query, a mutation or a subscription. */
export type AccessDecorator = ClassDecorator & MethodDecorator & PropertyDecorator;

// Which classes and members have declared: [class, member or '' for the class itself].
const declared = new WeakMap<object, Set<string>>();

/** Everybody may have it. */
export function Public(): AccessDecorator {
  return declare({ kind: 'public' });
}

/** Every known caller may have it: users and machines. Says `@authenticated` in the SDL. */
export function Authenticated(): AccessDecorator {
  return declare({ kind: 'authenticated' });
}

/**
 * Callers with all scopes of at least one of `anyOf`'s groups may have it. Says `@requiresScopes` in the SDL.
 * @param anyOf OR of ANDs: `[['orders:read', 'users:read'], ['audit:read']]`
 */
export function Scopes(anyOf: readonly (readonly Scope[])[]): AccessDecorator {
  if (anyOf.length === 0 || anyOf.some((group) => group.length === 0)) {
    throw new Error('@Scopes() needs a scope in each of its groups: @Scopes([["orders:read"]])');
  }
  return declare({ kind: 'scopes', anyOf });
}

/**
 * The user whose row it is may have it. On a type's class, each field of another's row is refused as NOT_FOUND, and the SDL says
 * `@authenticated`: nobody unknown owns anything. On a field, another's is null where the field may be, else NOT_FOUND,
 * and the SDL says nothing: what is around it may be public.
 * @param ownerOf the owner's user id, of the object that the field belongs to as its resolver gets it
 */
export function Owner<Row>(
  ownerOf: (row: Row) => string | null | undefined,
  options: {
    /** Each of these stands in for being the owner. @default none */
    readonly orScopes?: readonly Scope[];
  } = {},
): AccessDecorator {
  return declare({ kind: 'owner', ownerOf, orScopes: options.orScopes ?? [] });
}

/**
 * Whoever `holds` says may have it, for what scopes and owners cannot tell: office hours, amounts, contracts. Says `@policy` in the SDL:
 * the gateway has to decide the policy of this name as well, before it fetches, by its own `policies`.
 * @param holds given the object that the field belongs to as its resolver gets it; undefined for fields of the roots
 */
export function Policy<Row>(name: string, holds: (caller: Caller, row: Row) => boolean): AccessDecorator {
  if (!/^[A-Za-z0-9:_.-]+$/.test(name))
    throw new Error(`@Policy() needs a name of letters, digits and :_.-, not ${name}`);
  return declare({ kind: 'policy', name, holds });
}

function declare(rule: AccessRule): AccessDecorator {
  const extend = Extensions({ [ACCESS]: rule }) as (target: object, member?: string | symbol) => void;
  return ((target: object, member?: string | symbol) => {
    const owner = member === undefined ? target : target.constructor;
    const name = member === undefined ? '' : String(member);
    refuseSecond(owner, name);
    declared.set(owner, (declared.get(owner) ?? new Set()).add(name));
    extend(target, member);
  }) as AccessDecorator;
}

// type-graphql merges what a class and its bases declare, in no order that one could rely on: say it once.
function refuseSecond(owner: object, name: string): void {
  for (let at: object | null = owner; at; at = Object.getPrototypeOf(at)) {
    if (!declared.get(at)?.has(name)) continue;
    const place = name ? `${nameOf(owner)}.${name}` : nameOf(owner);
    throw new Error(`${place} declares its access twice: here and in ${nameOf(at)}; one has to go`);
  }
}

function nameOf(target: object): string {
  return (target as { name?: string }).name ?? 'a class';
}
