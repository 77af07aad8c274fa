/** Where a field is asked for: a row and a column of the matrix. */
export interface Cell {
  readonly coordinate: string;
  readonly asker: string;
  /** `gateway`, `orders`, `orders _entities`, `gateway live` and so on. */
  readonly way: string;
}

/** What came of asking once. */
export interface Outcome {
  /** Whether it should have come. */
  readonly expected: boolean;
  readonly came: boolean;
  /** What was answered instead, or where it came from. */
  readonly detail: string;
}

interface Tally {
  readonly cell: Cell;
  leak: string | undefined;
  isExpected: boolean;
  came: boolean;
  miss: string;
}

/** All cells of the matrix. A cell that is asked at several places leaks when one of them does, and fails when none gives. */
export class Ledger {
  readonly #tallies = new Map<string, Tally>();
  readonly #faults: string[] = [];

  record(cell: Cell, { expected, came, detail }: Outcome): void {
    const key = `${cell.coordinate}|${cell.asker}|${cell.way}`;
    const tally = this.#tallies.get(key) ?? {
      cell,
      leak: undefined,
      isExpected: false,
      came: false,
      miss: '',
    };
    this.#tallies.set(key, tally);
    if (came && !expected) tally.leak ??= detail;
    if (!expected) return;
    tally.isExpected = true;
    tally.came ||= came;
    if (!came) tally.miss ||= detail;
  }

  /** Something that is wrong and is no cell: an answer of 5xx, rows that changed. */
  fault(what: string): void {
    this.#faults.push(what);
  }

  get cells(): number {
    return this.#tallies.size;
  }

  /** What came to somebody who must not have it, and what is no cell and wrong; a line each. */
  get leaks(): readonly string[] {
    const leaks = [...this.#tallies.values()].filter(({ leak }) => leak !== undefined);
    return leaks.map(({ cell, leak }) => `LEAK     ${told(cell)}: ${leak}`);
  }

  /** What did not come to somebody who may have it, fields of which nothing came to anybody, and faults; a line each. */
  get failures(): readonly string[] {
    const missed = [...this.#tallies.values()].filter(({ isExpected, came }) => isExpected && !came);
    return [
      ...missed.map(({ cell, miss }) => `MISSING  ${told(cell)}: ${miss}`),
      ...this.#faults.map((fault) => `FAULT    ${fault}`),
    ];
  }

  /** The fields of which something came to somebody. */
  get witnessed(): ReadonlySet<string> {
    return new Set([...this.#tallies.values()].filter(({ came }) => came).map(({ cell }) => cell.coordinate));
  }
}

function told({ coordinate, asker, way }: Cell): string {
  return `${coordinate} for ${asker} by ${way}`;
}
