import { cartAbandoned } from '@orrery/contracts';
import { onEvent } from '@orrery/kit';
import type { AccountsScope } from '../context.js';
import type { UserDocument } from '../models/user.model.js';

/**
 * Notes a mail to who left something in a cart; a job sends it. Only to an address that was verified: whoever has another's would
 * be told what somebody buys. Where there is no mail, nothing is noted.
 */
export const onCartAbandoned = onEvent(cartAbandoned, {
  consumer: 'cart-reminder',
  handle: async ({ models, parts }: AccountsScope, { data, envelope }, session) => {
    if (!parts.mail) return;
    const user = await models.User.findById(data.userId, null, { session }).lean<UserDocument>();
    if (!user?.emailVerifiedAt) return;
    const now = new Date();
    const mail = {
      _id: envelope.id,
      purpose: 'cart-reminder',
      email: user.email,
      createdAt: now,
      dueAt: now,
      tries: 0,
      hasToken: false,
      items: data.lines,
    };
    await models.OutgoingMail.create([mail], { session });
  },
});
