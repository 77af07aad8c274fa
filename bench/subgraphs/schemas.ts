import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';

/** The subgraphs of the graph that the gateways are measured on. */
export const SUBGRAPHS = ['people', 'talks', 'rooms', 'notes'] as const;

/** One of {@link SUBGRAPHS}. */
export type SubgraphName = (typeof SUBGRAPHS)[number];

const TALKS = 12;
const NOTES_OF_A_PERSON = 3;

const people = Array.from({ length: 10 }, (_, i) => ({
  id: `person-${i}`,
  handle: `handle_of_${i}`,
  name: `Speaker Number ${i}`,
}));
const talks = Array.from({ length: TALKS }, (_, i) => ({
  id: `talk-${i}`,
  title: `What we learned in year ${i} of running it`,
  minutes: 20 + (i % 4) * 10,
  level: i % 5,
}));
const notes = people.flatMap((author, i) =>
  Array.from({ length: NOTES_OF_A_PERSON }, (_, j) => ({
    id: `note-${i}-${j}`,
    text: `Note ${j} of ${author.handle}: worth an hour, and the questions after it were better still.`,
    author: { id: author.id },
    talk: { id: `talk-${(i * NOTES_OF_A_PERSON + j * 5) % TALKS}` },
  })),
);

interface Reference {
  readonly id: string;
  readonly minutes: number;
  readonly level: number;
}

const RESOLVERS = {
  people: {
    Query: { people: (_: unknown, { first }: { first: number }) => people.slice(0, first) },
    Person: { __resolveReference: ({ id }: Reference) => people.find((person) => person.id === id) },
  },
  talks: {
    Query: { talks: (_: unknown, { first }: { first: number }) => talks.slice(0, first) },
    Talk: { __resolveReference: ({ id }: Reference) => talks.find((talk) => talk.id === id) },
  },
  rooms: {
    Talk: {
      __resolveReference: (reference: Reference) => reference,
      hasSeats: ({ id }: Reference) => id.endsWith('1'),
      rent: ({ minutes, level }: Reference) => minutes * 3 + level,
    },
  },
  notes: {
    Person: {
      __resolveReference: (reference: Reference) => reference,
      notes: ({ id }: Reference) => notes.filter((note) => note.author.id === id),
    },
    Talk: {
      __resolveReference: (reference: Reference) => reference,
      notes: ({ id }: Reference) => notes.filter((note) => note.talk.id === id),
    },
    Note: { __resolveReference: ({ id }: Reference) => notes.find((note) => note.id === id) },
  },
};

/** A subgraph's type definitions. */
export function typeDefsOf(name: SubgraphName): string {
  return readFileSync(new URL(`../supergraph/${name}.graphql`, import.meta.url), 'utf8');
}

/** A subgraph that resolves from memory; the same data at each start. */
export function schemaOf(name: SubgraphName): GraphQLSchema {
  return buildSubgraphSchema({ typeDefs: parse(typeDefsOf(name)), resolvers: RESOLVERS[name] as never });
}
