import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { SUBGRAPHS, type SubgraphName, typeDefsOf } from '../subgraphs/schemas.js';

/** Composes the supergraph of the subgraphs at these ports. @throws Error with composition's messages */
export function composeSupergraph(ports: Readonly<Record<SubgraphName, number>>): string {
  const services = SUBGRAPHS.map((name) => ({
    name,
    url: `http://127.0.0.1:${ports[name]}/graphql`,
    typeDefs: parse(typeDefsOf(name)),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
