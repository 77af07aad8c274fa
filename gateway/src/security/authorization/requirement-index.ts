import type { DocumentNode } from 'graphql';
import { authorizationNames } from './authorization-directives.js';
import { ownRequirements, type ProtectedField, type ProtectedType } from './own-requirements.js';
import { allOf, isImplied, type Requirement } from './requirement.js';
import { TransitiveRequirements } from './transitive-requirements.js';

type Types = ReadonlyMap<string, ProtectedType>;

/**
 * What the types and fields of a supergraph require, looked up by name. An interface requires nothing here that comes from what
 * implements it: what is selected of it requires what each type does that its objects may be of.
 */
export interface RequirementIndex {
  /** What objects of a type, or values of an enum or a scalar, require wherever they are selected. */
  ofType(type: string): Requirement | undefined;
  /** What a field requires beside what its own type and the type of its value do. */
  ofField(type: string, field: string): Requirement | undefined;
}

/**
 * Reads what a supergraph requires of its callers; undefined when that is nothing.
 * @throws TypeError saying which directive is not as its specification has it
 */
export function requirementIndexOf(document: DocumentNode): RequirementIndex | undefined {
  const names = authorizationNames(document);
  if (names.size === 0) return undefined;
  const types = inheriting(withTransitive(ownRequirements(document, names)));
  const isProtected = [...types.values()].some(
    ({ requirement, fields }) => requirement || [...fields.values()].some((field) => field.requirement),
  );
  if (!isProtected) return undefined;
  return {
    ofType: (type) => types.get(type)?.requirement,
    ofField: (type, field) => types.get(type)?.fields.get(field)?.requirement,
  };
}

function withTransitive(types: Types): Types {
  const transitive = new TransitiveRequirements(types);
  return mapped(types, (type) => ({
    ...type,
    fields: mapped(type.fields, (field, name) => ({ ...field, requirement: transitive.of(type.name, name) })),
  }));
}

/**
 * Composition puts onto an interface and its fields what those that implement it require, all of it. That is taken away again
 * here. What is left was written on the interface itself, as composition allowed until 2.12: it is put onto all that implement it,
 * because it could be got around by them (the advisory GHSA-mx7m-j9xf-62hw).
 */
function inheriting(types: Types): Types {
  const implementing = implementationsOf(types);
  const bare = mapped(types, (type) => {
    const objects = implementing.get(type.name);
    return objects ? withoutDerived(type, objects) : type;
  });
  return mapped(bare, (type) => {
    if (type.kind !== 'object') return type;
    const above = [...type.interfaces].flatMap((name) => bare.get(name) ?? []);
    return {
      ...type,
      requirement: allOf([type.requirement, ...above.map(({ requirement }) => requirement)]),
      fields: mapped(type.fields, (field, name) => ({
        ...field,
        requirement: allOf([field.requirement, ...above.map(({ fields }) => fields.get(name)?.requirement)]),
      })),
    };
  });
}

// The object types that implement each interface.
function implementationsOf(types: Types): ReadonlyMap<string, readonly ProtectedType[]> {
  const found = new Map<string, ProtectedType[]>();
  for (const type of types.values()) if (type.kind === 'interface') found.set(type.name, []);
  for (const type of types.values()) {
    if (type.kind !== 'object') continue;
    for (const name of type.interfaces) found.get(name)?.push(type);
  }
  return found;
}

function withoutDerived(type: ProtectedType, objects: readonly ProtectedType[]): ProtectedType {
  return {
    ...type,
    requirement: notDerived(
      type.requirement,
      objects.map(({ requirement }) => requirement),
    ),
    fields: mapped(type.fields, (field, name): ProtectedField => {
      const below = objects.map(({ fields }) => fields.get(name)?.requirement);
      return { ...field, requirement: notDerived(field.requirement, below) };
    }),
  };
}

function notDerived(
  requirement: Requirement | undefined,
  below: readonly (Requirement | undefined)[],
): Requirement | undefined {
  return requirement && isImplied(requirement, allOf(below)) ? undefined : requirement;
}

function mapped<V, W>(map: ReadonlyMap<string, V>, change: (value: V, key: string) => W): Map<string, W> {
  return new Map([...map].map(([key, value]) => [key, change(value, key)]));
}
