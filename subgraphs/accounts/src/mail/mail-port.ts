import type { Logger } from '@orrery/runtime';

/** What a mail is about. */
export const MAIL_PURPOSES = ['password-reset', 'email-verification'] as const;

/** One of {@link MAIL_PURPOSES}. */
export type MailPurpose = (typeof MAIL_PURPOSES)[number];

/** A mail that is to be written and sent to somebody. */
export interface Mail {
  /** The same at each try: what was sent already need not be sent again. */
  readonly id: string;
  readonly purpose: MailPurpose;
  /** The email address. */
  readonly to: string;
  /** The name of whom it is for. */
  readonly name: string;
  /** What the mail brings: `resetPassword` and `verifyEmail` take it, once. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** How mails leave the service. */
export interface MailPort {
  /** Hands a mail on. @throws Error when it was not taken, without anything of the mail in its text: it is tried again */
  send(mail: Mail, parts: { readonly log: Logger; readonly signal: AbortSignal }): Promise<void>;
}
