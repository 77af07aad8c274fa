/** One order that a customer wanted, as the customer knows it: written before it is asked for. */
export interface LedgerEntry {
  readonly userId: string;
  readonly key: string;
  readonly expectedTotalMinor: number;
  readonly paymentMethod: string;
  /** The order, as soon as an answer named it. */
  orderId?: string;
  /** Whether an answer said that it is cancelled. */
  cancelled?: boolean;
  /** Whether an answer said that it is shipped. */
  shipped?: boolean;
  /** What the customers themselves saw go wrong. */
  readonly violations: string[];
}

/** The customers' own book of what they asked for and what they were told. */
export class Ledger {
  readonly entries: LedgerEntry[] = [];

  open(entry: Omit<LedgerEntry, 'violations'>): LedgerEntry {
    const opened = { ...entry, violations: [] };
    this.entries.push(opened);
    return opened;
  }
}
