import {
  type ASTNode,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  Kind,
  visit,
} from 'graphql';
import {
  AUTHORIZATION_FEATURES,
  type AuthorizationNames,
  authorizationFeatureOf,
  authorizationNames,
} from '../security/authorization/authorization-directives.js';
import { SupergraphError } from './supergraph-error.js';

// Features that a gateway must act on, by the last part of their specification's address. Left alone they fail open or
// give wrong answers, with or without the `for:` argument that says so, and under whatever host and name they are linked.
const UNSUPPORTED: Readonly<Record<string, string>> = {
  authenticated: 'decides who may read a field',
  requiresScopes: 'decides who may read a field',
  policy: 'decides who may read a field',
  connect: 'makes the gateway call REST services',
};

const SECURITY = new Set<string>(AUTHORIZATION_FEATURES);

// Where the directives of these features are enforced: on other definitions they would fail open.
const ENFORCED_ON = new Set<string>([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
  Kind.FIELD_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_EXTENSION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.ENUM_TYPE_EXTENSION,
]);

// Directives of such features that are named otherwise than they are.
const FEATURE_OF_DIRECTIVE: Readonly<Record<string, string>> = { source: 'connect' };

// What must be understood and is. @cacheTag tells caches of responses what to forget; there is none here to tell.
const SUPPORTED = new Set(
  ['core', 'link', 'join', 'tag', 'inaccessible', 'context', 'cacheTag'].map(
    (name) => `specs.apollo.dev/${name}`,
  ),
);

/**
 * Refuses a supergraph that relies on something this gateway does not enforce: linked by @link or @core, under its own name or
 * another, carried by @join__directive, or used without any link. Authorization directives are enforced where Apollo's specifications
 * (v0.1) are linked and define them to stand; anywhere else they are refused.
 * @throws SupergraphError naming every such feature.
 */
export function refuseUnsupportedFeatures(document: DocumentNode): void {
  const faults = new Set<string>();
  const enforced = authorizationNames(document);
  const uses: Use[] = [];
  const links: Arguments[] = [];
  visit(document, {
    enter: (node, _key, _parent, _path, ancestors) => {
      if (node.kind !== Kind.DIRECTIVE) return;
      if (isEnforced(node.name.value, ancestors, enforced)) return;
      // A supergraph's directives are constant: there are no variables in a schema.
      const directive = node as ConstDirectiveNode;
      const use = carriedBy(directive.name.value, argumentsOf(directive));
      uses.push(use);
      if (isOfSchema(ancestors)) links.push(use.given);
    },
  });
  const imported = new Set(links.flatMap((given) => importedNames(given.get('import'))));
  const found = [
    ...links.map(faultOfLink),
    ...uses.map(({ name }) => (isOthers(name, imported) ? undefined : faultOfDirective(name))),
  ];
  for (const fault of found) if (fault !== undefined) faults.add(fault);
  if (faults.size > 0) throw new SupergraphError([...faults].join('\n'));
}

function isEnforced(
  name: string,
  ancestors: readonly (ASTNode | readonly ASTNode[])[],
  enforced: AuthorizationNames,
): boolean {
  const holder = ancestors.at(-1);
  return enforced.has(name) && holder !== undefined && 'kind' in holder && ENFORCED_ON.has(holder.kind);
}

type Arguments = ReadonlyMap<string, ConstValueNode>;

interface Use {
  readonly name: string;
  readonly given: Arguments;
}

function isOfSchema(ancestors: readonly (ASTNode | readonly ASTNode[])[]): boolean {
  return ancestors.some(
    (node) => 'kind' in node && (node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION),
  );
}

// @join__directive carries a directive of subgraphs: on the schema also their @link.
function carriedBy(name: string, given: Arguments): Use {
  if (name !== 'join__directive') return { name, given };
  const value = given.get('args');
  const fields = value?.kind === Kind.OBJECT ? value.fields : [];
  return {
    name: text(given.get('name'))?.replace(/^@/, '') ?? '',
    given: new Map(fields.map((field) => [field.name.value, field.value])),
  };
}

function importedNames(value: ConstValueNode | undefined): string[] {
  if (value?.kind !== Kind.LIST) return [];
  return value.values.flatMap((item) => {
    const named = item.kind === Kind.OBJECT ? item.fields : [];
    const field = (name: string) => named.find((one) => one.name.value === name)?.value;
    const name = text(item) ?? text(field('as')) ?? text(field('name'));
    return name === undefined ? [] : [name.replace(/^@/, '')];
  });
}

// A directive that some other feature brings under this name; one that may decide who reads a field is never taken for that.
function isOthers(name: string, imported: ReadonlySet<string>): boolean {
  return imported.has(name) && !SECURITY.has(name);
}

// Used without a link: by its own name, or by the one that a link without `as` and `import` gives.
function faultOfDirective(name: string): string | undefined {
  const own = name.split('__').at(-1) ?? name;
  const feature = FEATURE_OF_DIRECTIVE[own] ?? own;
  return Object.hasOwn(UNSUPPORTED, feature) ? unenforced(feature) : undefined;
}

// @link, and @core of federation 1, under whatever name: nothing else on a schema has such an address.

function faultOfLink(given: Arguments): string | undefined {
  const url = text(given.get('url')) ?? text(given.get('feature'));
  if (url === undefined || authorizationFeatureOf(url)) return undefined;
  const identity = identityOf(url);
  const feature = identity.split('/').at(-1) ?? url;
  if (Object.hasOwn(UNSUPPORTED, feature)) return unenforced(feature);
  const purpose = text(given.get('for'));
  if (purpose === undefined || SUPPORTED.has(identity)) return undefined;
  return (
    `the supergraph needs the feature ${feature} for ${purpose} (${url}), which this gateway does not know: ` +
    'take it out of the subgraphs, or do not serve this graph'
  );
}

function unenforced(feature: string): string {
  const why = SECURITY.has(feature)
    ? `not as https://specs.apollo.dev/${feature}/v0.1 has it linked and placed: this gateway cannot enforce it so`
    : 'which this gateway does not do';
  return (
    `the supergraph uses @${feature}, which ${UNSUPPORTED[feature]}, ${why}: ` +
    `take @${feature} out of the subgraphs, or do not serve this graph`
  );
}

// https://specs.apollo.dev/policy/v0.1 -> specs.apollo.dev/policy; the part after the last slash may be a version or missing.
function identityOf(url: string): string {
  const [address = ''] = url.split(/[?#]/, 1);
  const parts = address
    .replace(/^\w+:\/\//, '')
    .split('/')
    .filter((part) => part !== '' && !/^v\d+(\.\d+)*$/.test(part));
  return parts.join('/');
}

function argumentsOf(directive: ConstDirectiveNode): Arguments {
  return new Map(directive.arguments?.map(({ name, value }) => [name.value, value]));
}

function text(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}
