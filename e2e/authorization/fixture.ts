import type { Resolvers } from '../gateway/fixture/fake-subgraph.js';
import { composed } from '../gateway/fixture/shop.js';
import { type LiveSubgraph, startLiveSubgraph } from '../subscriptions/fixture/live-subgraph.js';

const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires",
  "@external", "@context", "@fromContext", "@policy", "@requiresScopes", { name: "@authenticated", as: "@known" }])\n`;

const SDL = {
  files: `${FEDERATION}
    type Query { me: Person open: Document documents: [Document!]! vault: Vault @requiresScopes(scopes: [["vault"]]) }
    type Mutation { shred: Document @requiresScopes(scopes: [["files:write"]]) }
    type Subscription { changed: Document shredded: Document @known }
    type Person @key(fields: "id") { id: ID! name: String salary: Int @requiresScopes(scopes: [["salaries"]]) }
    type Vault @context(name: "vault") @key(fields: "id") { id: ID! code: String @known box: Box }
    type Box @key(fields: "id") { id: ID! }
    interface Document { id: ID! title: String text: String }
    type Letter implements Document @key(fields: "id") { id: ID! title: String text: String author: Person }
    type Dossier implements Document @known { id: ID! title: String text: String subject: String @policy(policies: [["cleared"]]) }`,
  ranks: `${FEDERATION}
    type Person @key(fields: "id") { id: ID! salary: Int @external grade: String @requires(fields: "salary") @requiresScopes(scopes: [["salaries"]]) shoe: Int @known }`,
} as const;

const PERSON = { __typename: 'Person', id: 'p1', name: 'Ada', salary: 90 };
const LETTER = { __typename: 'Letter', id: 'd1', title: 'Dear', text: 'hello', author: PERSON };
const DOSSIER = { __typename: 'Dossier', id: 'd2', title: 'X', text: 'hush', subject: 'Y' };

/** What must reach nobody who may not have it. */
export const SECRETS = /hush|"X"|"Y"|90|senior|"c0de"|42/;

/** Documents as events bring them. */
export const EVENTS = { letter: LETTER, dossier: DOSSIER };

const RESOLVERS: Record<keyof typeof SDL, Resolvers> = {
  files: {
    Query: {
      me: () => PERSON,
      open: () => LETTER,
      documents: () => [LETTER, DOSSIER],
      vault: () => ({ id: 'v1', code: 'c0de', box: { id: 'b1' } }),
    },
    Mutation: { shred: () => LETTER },
    Person: { __resolveReference: () => PERSON },
  },
  ranks: {
    Person: {
      __resolveReference: (reference) => reference,
      grade: (person) => ((person as { salary: number }).salary > 80 ? 'senior' : 'junior'),
      shoe: () => 42,
    },
  },
};

/** Two subgraphs with something to hide, and their supergraph. */
export interface Archive {
  readonly subgraphs: Record<keyof typeof SDL, LiveSubgraph>;
  readonly supergraphSdl: string;
  /** Every text that the subgraphs were sent since this was last asked. */
  takeSent(): string;
  stop(): Promise<void>;
}

/** Starts the subgraphs on free ports. */
export async function startArchive(): Promise<Archive> {
  const [files, ranks] = await Promise.all([
    startLiveSubgraph(SDL.files, RESOLVERS.files),
    startLiveSubgraph(SDL.ranks, RESOLVERS.ranks),
  ]);
  const subgraphs = { files, ranks };
  const supergraphSdl = composed([
    { name: 'files', sdl: SDL.files, url: files.url },
    { name: 'ranks', sdl: SDL.ranks, url: ranks.url },
  ]);
  return {
    subgraphs,
    supergraphSdl: withoutRuleOfGrade(supergraphSdl),
    takeSent: () =>
      [files, ranks]
        .flatMap(({ fetches, subscribed }) => [...fetches.splice(0), ...subscribed.splice(0)])
        .join('\n'),
    stop: async () => {
      await Promise.all([files.kill(), ranks.kill()]);
    },
  };
}

// Compositions of before did not ask that what is computed of a protected field say the same.
function withoutRuleOfGrade(supergraphSdl: string): string {
  const stripped = supergraphSdl.replace(/(grade: String[^\n]*) @requiresScopes\(scopes: [^)]*\)/, '$1');
  if (stripped === supergraphSdl) throw new Error('the supergraph has no rule at grade');
  return stripped;
}
