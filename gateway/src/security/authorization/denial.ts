import type { ErrorCode } from '@orrery/contracts';
import { type DirectiveNode, GraphQLError, Kind } from 'graphql';

/** A part of an operation that its caller does not get. */
export interface Denial {
  /** Response names; `@` stands for each element of a list, `... on Type` for a fragment that is denied whole. */
  readonly path: readonly string[];
  /** Variables of @skip and @include, and what each must be for the part to be selected at all. */
  readonly conditions: readonly Condition[];
}

/** What a variable must be. */
export interface Condition {
  readonly variable: string;
  readonly value: boolean;
}

const CODE: ErrorCode = 'UNAUTHORIZED_FIELD_OR_TYPE';

/** The errors of what is denied of an operation that is sent with these variables (coerced): one for each path. */
export function denialErrors(
  denials: readonly Denial[],
  variables: Readonly<Record<string, unknown>>,
): GraphQLError[] {
  const errors = new Map<string, GraphQLError>();
  for (const { path, conditions } of denials) {
    if (!conditions.every(({ variable, value }) => (variables[variable] === true) === value)) continue;
    errors.set(
      JSON.stringify(path),
      new GraphQLError('Unauthorized field or type', { path, extensions: { code: CODE } }),
    );
  }
  return [...errors.values()];
}

/** The conditions that @skip and @include make; undefined when they leave a selection out whatever the variables are. */
export function conditionsOf(directives: readonly DirectiveNode[] = []): Condition[] | undefined {
  const conditions: Condition[] = [];
  for (const { name, arguments: given } of directives) {
    if (name.value !== 'skip' && name.value !== 'include') continue;
    const isIncluding = name.value === 'include';
    const value = given?.find((argument) => argument.name.value === 'if')?.value;
    if (value?.kind === Kind.VARIABLE) {
      conditions.push({ variable: value.name.value, value: isIncluding });
    } else if (value?.kind === Kind.BOOLEAN && value.value !== isIncluding) return undefined;
  }
  return conditions;
}
