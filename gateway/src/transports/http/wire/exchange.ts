/** How long something is still of use; looked at again and again, so both may change. */
export interface Lifetime {
  /** On the clock of `performance.now()`. */
  readonly expiresAt: number;
  /** Whether nobody waits any more. */
  readonly aborted: boolean;
}

/** An answer as it came, its body decoded to text. */
export interface WireAnswer {
  readonly status: number;
  readonly body: string;
}

/** A request on its way, and where its answer goes: exactly one of `resolve` and `reject` is called, once. */
export interface Exchange {
  /** Request line, fields and the empty line: characters below 256 only. */
  readonly head: string;
  readonly body: string;
  /** Whether every character of the body is ASCII. */
  readonly isAscii: boolean;
  readonly lifetime: Lifetime;
  /** Whether it may be sent a second time when a used connection ends before any byte of the answer. */
  resendable: boolean;
  readonly resolve: (answer: WireAnswer) => void;
  readonly reject: (error: unknown) => void;
}
