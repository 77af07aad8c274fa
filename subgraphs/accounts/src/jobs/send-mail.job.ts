import type { Job } from '@orrery/kit';
import { deliverMail } from '../commands/deliver-mail.js';
import type { AccountsScope } from '../context.js';
import type { OutgoingMailDocument } from '../models/outgoing-mail.model.js';

/** Sends the mails that were asked for; where there is no way to send any, none was noted. */
export const sendMail: Job<AccountsScope> = {
  name: 'send-mail',
  everyMs: 2_000,
  run: async (scope, signal) => {
    if (!scope.parts.mail) return;
    const due = scope.models.OutgoingMail.find({ dueAt: { $lte: new Date() } })
      .sort({ dueAt: 1 })
      .lean<OutgoingMailDocument>()
      .cursor();
    for await (const mail of due) {
      if (signal.aborted) return;
      await deliverMail(scope, mail as OutgoingMailDocument, signal);
    }
  },
};
