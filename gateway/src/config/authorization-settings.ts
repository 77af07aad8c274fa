import { booleanField } from '@orrery/runtime';
import { z } from 'zod';

/** Settings of how the supergraph's authorization directives are enforced. */
export const authorizationFields = {
  /** Whether an operation of which its caller may not have everything is refused whole. */
  AUTHORIZATION_REJECT_UNAUTHORIZED: booleanField.default(false),
  /** A JavaScript module whose default export decides policies, as the option `policies` does. @default no policy holds */
  AUTHORIZATION_POLICIES: z.string().min(1).optional(),
  /** Where clients are told what they were not given: in the answer's `errors`, its `extensions`, or nowhere. */
  AUTHORIZATION_ERRORS: z.enum(['errors', 'extensions', 'none']).default('errors'),
};
