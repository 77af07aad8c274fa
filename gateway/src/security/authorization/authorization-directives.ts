import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  Kind,
  type SchemaDefinitionNode,
  type SchemaExtensionNode,
} from 'graphql';
import { type Alternatives, type Requirement, requirementOf } from './requirement.js';

/** The features that decide who may read what. */
export const AUTHORIZATION_FEATURES = ['authenticated', 'requiresScopes', 'policy'] as const;

/** One of {@link AUTHORIZATION_FEATURES}. */
export type AuthorizationFeature = (typeof AUTHORIZATION_FEATURES)[number];

/** Directives of a supergraph, by the names that it has them under. */
export type AuthorizationNames = ReadonlyMap<string, AuthorizationFeature>;

const URL_OF_FEATURE = /^https?:\/\/specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\/v0\.1$/;

/** The feature that a link's address names, where it is one that this gateway enforces. */
export function authorizationFeatureOf(url: string): AuthorizationFeature | undefined {
  return URL_OF_FEATURE.exec(url)?.[1] as AuthorizationFeature | undefined;
}

/**
 * The names of the authorization directives in a supergraph, from its links: imported, also under another name, or by the name of
 * the link. https://specs.apollo.dev/link/v1.0/#Renaming
 */
export function authorizationNames(document: DocumentNode): AuthorizationNames {
  const names = new Map<string, AuthorizationFeature>();
  for (const { directives = [] } of document.definitions.filter(isSchema)) {
    for (const directive of directives) {
      const url = textOf(argument(directive, 'url')) ?? textOf(argument(directive, 'feature'));
      const feature = url === undefined ? undefined : authorizationFeatureOf(url);
      if (!feature) continue;
      const as = textOf(argument(directive, 'as'));
      names.set(as ?? feature, feature);
      names.set(`${as ?? feature}__${feature}`, feature);
      for (const name of importedAs(argument(directive, 'import'), feature)) names.set(name, feature);
    }
  }
  return names;
}

/**
 * What the directives of one definition require.
 * @throws TypeError saying which argument is not as its specification has it
 */
export function requirementIn(
  directives: readonly ConstDirectiveNode[] | undefined,
  names: AuthorizationNames,
): Requirement | undefined {
  if (!directives || directives.length === 0) return undefined;
  let isAuthenticated = false;
  const scopes: Alternatives[] = [];
  const policies: Alternatives[] = [];
  for (const directive of directives) {
    const feature = names.get(directive.name.value);
    if (feature === 'authenticated') isAuthenticated = true;
    else if (feature === 'requiresScopes') scopes.push(alternativesIn(directive, 'scopes'));
    else if (feature === 'policy') policies.push(alternativesIn(directive, 'policies'));
  }
  return requirementOf({ isAuthenticated, scopes, policies });
}

function isSchema(node: { readonly kind: string }): node is SchemaDefinitionNode | SchemaExtensionNode {
  return node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION;
}

function importedAs(value: ConstValueNode | undefined, feature: AuthorizationFeature): string[] {
  if (value?.kind !== Kind.LIST) return [];
  return value.values.flatMap((item) => {
    const fields = item.kind === Kind.OBJECT ? item.fields : [];
    const field = (wanted: string) => textOf(fields.find(({ name }) => name.value === wanted)?.value);
    const name = textOf(item) ?? field('name');
    return name === `@${feature}` ? [(field('as') ?? name).replace(/^@/, '')] : [];
  });
}

// Values of lists may stand without their brackets. https://spec.graphql.org/October2021/#sec-List.Input-Coercion
function alternativesIn(directive: ConstDirectiveNode, name: string): Alternatives {
  const value = argument(directive, name);
  const lists = value === undefined ? [] : itemsOf(value).map((item) => itemsOf(item).map(textOf));
  const isComplete = value !== undefined && lists.every((list) => list.every((text) => text !== undefined));
  if (isComplete) return lists.map((list) => list.filter((text) => text !== undefined));
  throw new TypeError(`@${directive.name.value} needs lists of names as its ${name}`);
}

function itemsOf(value: ConstValueNode): readonly ConstValueNode[] {
  return value.kind === Kind.LIST ? value.values : [value];
}

function argument(directive: ConstDirectiveNode, wanted: string): ConstValueNode | undefined {
  return directive.arguments?.find(({ name }) => name.value === wanted)?.value;
}

function textOf(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined;
}
