import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { AccountsContext } from '../../context.js';
import { Session } from '../types/session.type.js';

/** What of a session depends on who asks. */
@Resolver(() => Session)
export class SessionResolver {
  @FieldResolver(() => Boolean, { description: 'Whether it is the one that you ask by.' })
  isCurrent(@Root() { _id }: Session, @Ctx() { caller }: AccountsContext) {
    return caller.kind === 'user' && caller.sessionId === _id;
  }
}
