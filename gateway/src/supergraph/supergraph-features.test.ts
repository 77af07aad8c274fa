import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { refuseUnsupportedFeatures } from './supergraph-features.js';

const refuse = (link: string) => () =>
  refuseUnsupportedFeatures(
    parse(`schema @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) ${link} { query: Q }`),
  );

describe('features of a supergraph', () => {
  it.each([
    ['authenticated', '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)'],
    ['authenticated', '@link(url: "https://specs.apollo.dev/authenticated/v0.1")'],
    ['requiresScopes', '@link(url: "https://specs.apollo.dev/requiresScopes/v0.1", as: "harmless")'],
    ['policy', '@core(feature: "https://specs.apollo.dev/policy/v0.1")'],
    ['context', '@link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY)'],
  ])('should refuse @%s by name, declared as %s', (feature, link) => {
    expect(refuse(link)).toThrow(`the supergraph uses @${feature}, which`);
  });

  it('should refuse one that it does not know but must understand', () => {
    expect(refuse('@link(url: "https://rules.test/quota/v1.0", for: SECURITY)')).toThrow(
      'the supergraph needs the feature quota for SECURITY (https://rules.test/quota/v1.0)',
    );
  });

  it.each([
    '@link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)',
    '@link(url: "https://specs.apollo.dev/tag/v0.3")',
    '@link(url: "https://mine.test/label/v1.0")',
  ])('should accept %s', (link) => {
    expect(refuse(link)).not.toThrow();
  });
});
