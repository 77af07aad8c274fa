import { ABSTRACT_TYPES } from './abstract-types.supergraph.js';
import { ENTITY_CALLS } from './entity-calls.supergraph.js';
import { FEDERATION_1 } from './fed1.supergraph.js';
import type { SupergraphFixture } from './harness/supergraph-case.js';
import { INTERFACE_OBJECTS } from './interface-objects.supergraph.js';
import { INTERSECTIONS } from './intersections.supergraph.js';
import { KEYS } from './keys.supergraph.js';
import { OVERRIDES } from './override.supergraph.js';
import { PROVIDES } from './provides.supergraph.js';
import { REQUIRES } from './requires.supergraph.js';
import { REQUIRES_ABSTRACT } from './requires-abstract.supergraph.js';
import { SHARED } from './shared.supergraph.js';
import { UNRESOLVABLE_KEYS } from './unresolvable-keys.supergraph.js';

/** All supergraphs of the suite. */
export const SUPERGRAPHS: readonly SupergraphFixture[] = [
  ...ABSTRACT_TYPES,
  ...ENTITY_CALLS,
  ...FEDERATION_1,
  ...INTERFACE_OBJECTS,
  ...INTERSECTIONS,
  ...KEYS,
  ...OVERRIDES,
  ...PROVIDES,
  ...REQUIRES_ABSTRACT,
  ...REQUIRES,
  ...SHARED,
  ...UNRESOLVABLE_KEYS,
];
