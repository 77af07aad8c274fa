import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { type DocumentNode, Kind, parse, visit } from 'graphql';
import type { SubgraphUrls } from '../config/subgraph-urls.js';
import { withOneOfDeclared } from '../planner/declared-one-of.js';
import { type RequirementIndex, requirementIndexOf } from '../security/authorization/requirement-index.js';
import { keepOneByte } from '../transports/http/one-byte.js';
import { SupergraphError } from './supergraph-error.js';
import { refuseUnsupportedFeatures } from './supergraph-features.js';

/** A supergraph that was read and found servable. */
export interface LoadedSupergraph {
  readonly sdl: string;
  /** `sdl`, parsed. */
  readonly document: DocumentNode;
  /** Built from `sdl`, valid. */
  readonly graph: Supergraph;
  /** The address of each subgraph by its name, overrides applied, in the supergraph's order. */
  readonly subgraphUrls: ReadonlyMap<string, string>;
  /** What it requires of callers, by its authorization directives; undefined when that is nothing. */
  readonly requirements: RequirementIndex | undefined;
}

/** What a supergraph is checked by. */
export interface SupergraphChecks {
  /** Addresses that replace those in the supergraph. @default none */
  readonly overrides?: SubgraphUrls;
  /** Whether subgraphs may be without an address, because they are reached by other means. @default false */
  readonly withoutAddresses?: boolean;
  /** Whether the subgraphs in it are validated too. @default true */
  readonly validate?: boolean;
}

/** Checks a supergraph's text. @throws SupergraphError saying what is wrong. */
export function checkSupergraph(sdl: string, checks: SupergraphChecks = {}): LoadedSupergraph {
  let document: DocumentNode;
  try {
    document = parse(sdl, { noLocation: true });
  } catch (error) {
    throw new SupergraphError(`the supergraph is not valid GraphQL: ${firstLine(error)}`, error);
  }
  refuseUnsupportedFeatures(document);
  keepOneByte(namesOf(document));
  let graph: Supergraph;
  try {
    graph = Supergraph.build(withOneOfDeclared(document), {
      validateSupergraph: checks.validate ?? true,
      supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
    });
  } catch (error) {
    throw new SupergraphError(
      `this is not a valid supergraph: ${firstLine(error)} (compose it with \`npm run compose\` or rover)`,
      error,
    );
  }
  const requirements = readRequirements(document);
  return { sdl, document, graph, subgraphUrls: subgraphUrls(graph, checks), requirements };
}

function namesOf(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, { enter: (node) => void (node.kind === Kind.NAME && names.add(node.value)) });
  return names;
}

function readRequirements(document: DocumentNode): RequirementIndex | undefined {
  try {
    return requirementIndexOf(document);
  } catch (error) {
    const told = `the supergraph's authorization directives cannot be enforced: ${firstLine(error)}`;
    throw new SupergraphError(told, error);
  }
}

function subgraphUrls(
  graph: Supergraph,
  { overrides = {}, withoutAddresses = false }: SupergraphChecks,
): ReadonlyMap<string, string> {
  const metadata = graph.subgraphsMetadata();
  const known = metadata.map(({ name }) => name);
  const unknown = Object.keys(overrides).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new SupergraphError(
      `SUBGRAPH_URLS names ${unknown.join(', ')}, which the supergraph does not have: it has ${known.join(', ')}`,
    );
  }
  const urls = new Map(metadata.map(({ name, url }) => [name, overrides[name] ?? url]));
  for (const [name, url] of urls) {
    if (!withoutAddresses && !URL.canParse(url)) {
      throw new SupergraphError(
        `the subgraph ${name} has no usable address: set SUBGRAPH_URLS=${name}=http://...`,
      );
    }
  }
  return urls;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split('\n', 1)[0] ?? '';
}
