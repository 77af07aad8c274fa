import { RequestError } from '@orrery/runtime';
import { ArgsType, Field, Int } from 'type-graphql';

/** The most rows that one page may have. */
export const MAX_PAGE_SIZE = 100;
const DEFAULT_PAGE_SIZE = 20;

/** A checked request for a page: `first` is 1 to {@link MAX_PAGE_SIZE}. */
export interface PageRequest {
  readonly first: number;
  readonly after?: string;
}

/** The arguments of every connection field. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    defaultValue: DEFAULT_PAGE_SIZE,
    description: `How many rows to return: 1 to ${MAX_PAGE_SIZE}.`,
  })
  first: number = DEFAULT_PAGE_SIZE;

  @Field(() => String, {
    nullable: true,
    description: 'Return the rows after this cursor: the endCursor of the page before.',
  })
  after?: string | null;
}

/** Checks page arguments. @throws RequestError BAD_USER_INPUT when `first` is not 1 to {@link MAX_PAGE_SIZE}. */
export function pageRequest(args: { first: number; after?: string | null }): PageRequest {
  if (!Number.isInteger(args.first) || args.first < 1 || args.first > MAX_PAGE_SIZE) {
    const message = `first must be a whole number from 1 to ${MAX_PAGE_SIZE}; for more rows, page with after.`;
    throw new RequestError('BAD_USER_INPUT', message, [{ path: 'first', message }]);
  }
  return args.after === undefined || args.after === null
    ? { first: args.first }
    : { first: args.first, after: args.after };
}
