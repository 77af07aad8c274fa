const DIRECTIVES = [
  '@key',
  '@requires',
  '@provides',
  '@external',
  '@shareable',
  '@override',
  '@inaccessible',
  '@interfaceObject',
  '@extends',
  '@tag',
  '@composeDirective',
];

/** The link to federation 2 that a subgraph's SDL begins with. */
export const FEDERATION_2 = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ${JSON.stringify(DIRECTIVES)})\n`;
