import type { Logger } from '@orrery/runtime';

/** What a mail that brings a token is about. */
export const TOKEN_PURPOSES = ['password-reset', 'email-verification'] as const;

/** One of {@link TOKEN_PURPOSES}. */
export type TokenPurpose = (typeof TOKEN_PURPOSES)[number];

/** What a mail is about. */
export type MailPurpose = TokenPurpose | 'cart-reminder';

interface AnyMail {
  /** The same at each try: what was sent already need not be sent again. */
  readonly id: string;
  /** The email address. */
  readonly to: string;
  /** The name of whom it is for. */
  readonly name: string;
}

/** A mail that brings a token. */
export interface TokenMail extends AnyMail {
  readonly purpose: TokenPurpose;
  /** `resetPassword` and `verifyEmail` take it, once. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** A product in a cart, and how many of it. */
export interface CartItem {
  readonly productId: string;
  readonly quantity: number;
}

/** A mail that reminds somebody of what is in their cart. */
export interface CartReminderMail extends AnyMail {
  readonly purpose: 'cart-reminder';
  readonly items: readonly CartItem[];
}

/** A mail that is to be written and sent to somebody. */
export type Mail = TokenMail | CartReminderMail;

/** How mails leave the service. */
export interface MailPort {
  /** Hands a mail on. @throws Error when it was not taken, without anything of the mail in its text: it is tried again */
  send(mail: Mail, parts: { readonly log: Logger; readonly signal: AbortSignal }): Promise<void>;
}
