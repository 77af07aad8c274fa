import { ABSTRACT_TYPES } from './abstract-types.supergraph.js';
import { CONDITIONS } from './conditions.supergraph.js';
import { CONTEXT } from './context.supergraph.js';
import { ENTITY_CALLS } from './entity-calls.supergraph.js';
import { FAULTS } from './faults.supergraph.js';
import { FEDERATION_1 } from './fed1.supergraph.js';
import type { SupergraphFixture } from './harness/supergraph-case.js';
import { INTERFACE_OBJECTS } from './interface-objects.supergraph.js';
import { INTERSECTIONS } from './intersections.supergraph.js';
import { JOINT_FETCHES } from './joint-fetches.supergraph.js';
import { KEYS } from './keys.supergraph.js';
import { MUTATIONS } from './mutations.supergraph.js';
import { OVERRIDES } from './override.supergraph.js';
import { PARENT_TYPES } from './parent-types.supergraph.js';
import { PROVIDES } from './provides.supergraph.js';
import { REQUIRES } from './requires.supergraph.js';
import { REQUIRES_ABSTRACT } from './requires-abstract.supergraph.js';
import { REQUIRES_CHAINS } from './requires-chains.supergraph.js';
import { REQUIRES_CONDITIONS } from './requires-conditions.supergraph.js';
import { RESPONSE_NAMES } from './response-names.supergraph.js';
import { SHARED } from './shared.supergraph.js';
import { UNRESOLVABLE_KEYS } from './unresolvable-keys.supergraph.js';

/** All supergraphs of the suite. */
export const SUPERGRAPHS: readonly SupergraphFixture[] = [
  ...ABSTRACT_TYPES,
  ...CONDITIONS,
  ...CONTEXT,
  ...ENTITY_CALLS,
  ...FAULTS,
  ...FEDERATION_1,
  ...INTERFACE_OBJECTS,
  ...INTERSECTIONS,
  ...JOINT_FETCHES,
  ...KEYS,
  ...MUTATIONS,
  ...OVERRIDES,
  ...PARENT_TYPES,
  ...PROVIDES,
  ...REQUIRES_ABSTRACT,
  ...REQUIRES_CHAINS,
  ...REQUIRES_CONDITIONS,
  ...REQUIRES,
  ...RESPONSE_NAMES,
  ...SHARED,
  ...UNRESOLVABLE_KEYS,
];
