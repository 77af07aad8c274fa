import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { type DocumentNode, GraphQLError, parse, printSchema } from 'graphql';
import { oneOfInputs, withoutOneOf, writeOneOf } from './one-of.js';
import { type SchemaPlace, SchemaPlaces } from './schema-places.js';

/** One subgraph to compose. */
export interface ComposableSubgraph {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** Finds the source that defines a place: `path/to/file.ts:12`. */
export type SourceLocator = (place: SchemaPlace) => string | undefined;

/** One fault of a composition. */
export interface CompositionFault {
  /** Composition's own code, such as FIELD_TYPE_MISMATCH. */
  readonly code: string;
  readonly message: string;
  /** What it is about, with the source that defines it where that is known. */
  readonly places: readonly (SchemaPlace & { readonly source?: string })[];
}

/** What a composition ends with: two schemas, or every fault. */
export type CompositionOutcome =
  | { readonly ok: true; readonly supergraphSdl: string; readonly apiSdl: string }
  | { readonly ok: false; readonly faults: readonly CompositionFault[] };

/** Composes subgraphs. The texts depend on nothing but the subgraphs given, in their order. */
export function composeSupergraph(
  subgraphs: readonly ComposableSubgraph[],
  locate: SourceLocator = () => undefined,
): CompositionOutcome {
  const parsed = subgraphs.map((subgraph) => ({ ...subgraph, document: parseSubgraph(subgraph) }));
  const unreadable = parsed.flatMap(({ document }) => ('faults' in document ? document.faults : []));
  if (unreadable.length > 0) return { ok: false, faults: unreadable };
  const documents = parsed as unknown as (ComposableSubgraph & { document: DocumentNode })[];
  const places = new SchemaPlaces(documents);
  const oneOf = oneOfInputs(documents);
  const result = composeServices(
    documents.map(({ name, url, document }) => ({ name, url, typeDefs: withoutOneOf(document) })),
  );
  const faults = [
    ...(result.errors ?? []).map((error) => faultOf(error, places, locate)),
    ...oneOf.faults.map((fault) => ({
      ...fault,
      places: fault.places.map((place) => located(place, locate)),
    })),
  ];
  if (result.errors || faults.length > 0) return { ok: false, faults };
  const supergraphSdl = writeOneOf(result.supergraphSdl, oneOf.names);
  const api = Supergraph.build(supergraphSdl, { supportedFeatures: null }).apiSchema();
  return {
    ok: true,
    supergraphSdl: ended(supergraphSdl),
    apiSdl: ended(printSchema(api.toGraphQLJSSchema())),
  };
}

/** The faults as a person reads them: each with its places below it, one a line. */
export function describeFaults(faults: readonly CompositionFault[]): string {
  const lines = faults.map(({ code, message, places }) => {
    const below = places.map(({ subgraph, type, field, source }) => {
      const coordinate = field ? `${type}.${field}` : type;
      return `\n    in ${subgraph}: ${coordinate}${source ? `  ${source}` : ''}`;
    });
    return `  ${code}: ${message.replaceAll('\n', '\n  ')}${below.join('')}`;
  });
  return `the subgraphs do not compose: ${faults.length} error(s)\n${lines.join('\n')}`;
}

function parseSubgraph({ name, sdl }: ComposableSubgraph): DocumentNode | { faults: CompositionFault[] } {
  try {
    return parse(sdl);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const at = error.locations?.[0];
    const message = `the SDL of ${name} is not valid, line ${at?.line}, column ${at?.column}: ${error.message}`;
    return { faults: [{ code: 'INVALID_GRAPHQL', message, places: [] }] };
  }
}

function faultOf(error: GraphQLError, places: SchemaPlaces, locate: SourceLocator): CompositionFault {
  const named = (error.nodes ?? []).flatMap((node) => places.ofNode(node) ?? []);
  const found = named.length > 0 ? named : placesInMessage(error.message, places);
  const distinct = new Map(found.map((place) => [`${place.subgraph} ${place.type}.${place.field}`, place]));
  return {
    code: String(error.extensions.code ?? 'COMPOSITION_ERROR'),
    message: error.message,
    places: [...distinct.values()].map((place) => located(place, locate)),
  };
}

function located(place: SchemaPlace, locate: SourceLocator) {
  const source = locate(place);
  return source ? { ...place, source } : place;
}

// Some of composition's errors (satisfiability above all) carry no nodes, but quote what they are about: "Type.field".
function placesInMessage(message: string, places: SchemaPlaces): SchemaPlace[] {
  const quoted = [...message.matchAll(/"(\w+(?:\.\w+)?)"/g)].map(([, coordinate]) => coordinate as string);
  const fields = quoted.filter((coordinate) => coordinate.includes('.'));
  return (fields.length > 0 ? fields : quoted).flatMap((coordinate) => places.ofCoordinate(coordinate));
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
