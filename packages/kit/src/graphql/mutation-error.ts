import { type ClassType, createUnionType, Field, InterfaceType } from 'type-graphql';
import { Public } from './access/decorators.js';

/** An expected outcome that is not a success (tier 1): a member of its mutation's result union. */
@InterfaceType({
  description: 'Why a mutation did not do what was asked: an expected outcome that a client can act on.',
  autoRegisterImplementations: false,
})
export abstract class MutationError {
  @Public()
  @Field(() => String, { description: 'A stable code, in upper case: INSUFFICIENT_STOCK.' })
  code!: string;

  @Public()
  @Field(() => String, { description: 'A sentence for people.' })
  message!: string;
}

/**
 * A mutation's result union: `success`, or one of `outcomes`, which are instances of their classes.
 * Whatever is no such instance is the success.
 */
export function resultUnion<
  Success extends object,
  const Outcomes extends readonly ClassType<MutationError>[],
>(
  name: string,
  description: string,
  success: ClassType<Success>,
  outcomes: Outcomes,
): Success | InstanceType<Outcomes[number]> {
  return createUnionType({
    name,
    description,
    types: () => [success, ...outcomes] as const,
    resolveType: (value: unknown) => outcomes.find((outcome) => value instanceof outcome) ?? success,
  }) as unknown as Success | InstanceType<Outcomes[number]>;
}
