import type { SupergraphFixture } from './harness/supergraph-case.js';
import { INTERFACE_OBJECTS } from './interface-objects.supergraph.js';
import { KEYS } from './keys.supergraph.js';
import { PROVIDES } from './provides.supergraph.js';
import { REQUIRES } from './requires.supergraph.js';
import { REQUIRES_ABSTRACT } from './requires-abstract.supergraph.js';

/** All supergraphs of the suite. */
export const SUPERGRAPHS: readonly SupergraphFixture[] = [
  ...KEYS,
  ...REQUIRES,
  ...REQUIRES_ABSTRACT,
  ...PROVIDES,
  ...INTERFACE_OBJECTS,
];
