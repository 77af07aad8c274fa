import { PageArgs, pageRequest, toConnection } from '@orrery/kit';
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ReviewsContext } from '../../context.js';
import { ReviewConnection } from '../types/review.type.js';
import { User } from '../types/user.type.js';

/** What reviews adds to accounts' users. */
@Resolver(() => User)
export class UserResolver {
  @FieldResolver(() => ReviewConnection, {
    nullable: true,
    description: 'Reviews by this user, the newest first.',
  })
  async reviews(
    @Root() user: User,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: ReviewsContext,
  ) {
    const page = await loaders.reviewsOfUser.load({ key: user.id, ...pageRequest(args) });
    return toConnection(page, () => loaders.countOfUser.load(user.id));
  }
}
