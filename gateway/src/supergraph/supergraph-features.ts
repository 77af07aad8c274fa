import { type DirectiveNode, type DocumentNode, Kind, type ValueNode } from 'graphql';
import { SupergraphError } from './supergraph-error.js';

// Features that a gateway must act on, by the last part of their specification's address. Left alone they fail open or
// give wrong answers, with or without the `for:` argument that says so.
const UNSUPPORTED: Readonly<Record<string, string>> = {
  authenticated: 'decides who may read a field',
  requiresScopes: 'decides who may read a field',
  policy: 'decides who may read a field',
  context: 'passes values from one subgraph to the arguments of another',
  connect: 'makes the gateway call REST services',
};

// What must be understood and is: the specifications that @apollo/gateway implements.
const SUPPORTED = new Set(['core', 'link', 'join', 'tag', 'inaccessible']);

/**
 * Refuses a supergraph that relies on something this gateway does not enforce yet.
 * @throws SupergraphError naming the feature.
 */
export function refuseUnsupportedFeatures(document: DocumentNode): void {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const directive of definition.directives ?? []) refuseUnsupportedLink(directive);
  }
}

function refuseUnsupportedLink(directive: DirectiveNode): void {
  const url = argument(directive, 'url') ?? argument(directive, 'feature'); // @link, and @core of federation 1
  if (url === undefined) return;
  const feature = featureOf(url);
  const meaning = UNSUPPORTED[feature];
  if (meaning !== undefined) {
    throw new SupergraphError(
      `the supergraph uses @${feature}, which ${meaning}, and this gateway does not enforce it yet: ` +
        `take @${feature} out of the subgraphs, or do not serve this graph`,
    );
  }
  const purpose = argument(directive, 'for');
  if (purpose !== undefined && !SUPPORTED.has(feature)) {
    throw new SupergraphError(
      `the supergraph needs the feature ${feature} for ${purpose} (${url}), which this gateway does not know: ` +
        'take it out of the subgraphs, or do not serve this graph',
    );
  }
}

// https://specs.apollo.dev/policy/v0.1 -> policy; the part after the last slash may be a version or missing.
function featureOf(url: string): string {
  const parts = url.split('/').filter((part) => part !== '' && !/^v\d+(\.\d+)*$/.test(part));
  return parts.at(-1) ?? url;
}

function argument(directive: DirectiveNode, name: string): string | undefined {
  const value: ValueNode | undefined = directive.arguments?.find((entry) => entry.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}
