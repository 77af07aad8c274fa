import { Scopes } from '@orrery/kit';
import { Arg, Ctx, Directive, Query, Resolver } from 'type-graphql';
import type { AccountsContext } from '../../context.js';
import { RevokedCredentials } from '../types/revocation.type.js';

/** What gateways ask again and again. */
@Resolver()
export class RevocationResolver {
  @Scopes([['tokens:watch']])
  @Directive('@inaccessible')
  @Query(() => RevokedCredentials, {
    description: 'Which credentials were taken back since a time, at most two hours ago. For gateways.',
  })
  async revokedCredentials(
    @Arg('since', () => Date, { description: 'Nothing of before is answered.' }) since: Date,
    @Ctx() { loaders }: AccountsContext,
  ): Promise<RevokedCredentials> {
    const now = new Date(); // before the read: nothing is left out that is committed meanwhile
    return { now, revocations: await loaders.revocationsSince(since) };
  }
}
