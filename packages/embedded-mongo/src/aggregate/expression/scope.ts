import type { Document } from '../../types.js';

/** Variables bound by `$let`, `$map` and the like: the innermost first. */
export interface Binding {
  readonly name: string;
  readonly value: unknown;
  readonly outer: Binding | undefined;
}

/** What an expression is evaluated against. */
export interface Scope {
  readonly root: unknown;
  readonly current: unknown;
  readonly now: Date;
  readonly bindings: Binding | undefined;
}

/** A compiled expression; `undefined` stands for a missing value. */
export type Evaluate = (scope: Scope) => unknown;

/** A scope for one document. */
export function scopeOf(document: Document, now: Date, variables: Binding | undefined): Scope {
  return { root: document, current: document, now, bindings: variables };
}

/** The scope with one more variable. */
export function bind(scope: Scope, name: string, value: unknown): Scope {
  return { ...scope, bindings: { name, value, outer: scope.bindings } };
}

/** The value of a variable that the compiler knows to be bound. */
export function lookup(scope: Scope, name: string): unknown {
  for (let binding = scope.bindings; binding; binding = binding.outer) {
    if (binding.name === name) return binding.value;
  }
  return undefined;
}

/** Named values as bindings. */
export function bindingsOf(
  variables: Readonly<Record<string, unknown>>,
  outer?: Binding,
): Binding | undefined {
  return Object.entries(variables).reduce<Binding | undefined>(
    (next, [name, value]) => ({ name, value, outer: next }),
    outer,
  );
}
