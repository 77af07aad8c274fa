/** Bounds of one operation document; 0 leaves one out. */
export interface OperationLimits {
  /** Levels of fields below each other, fragments expanded. @default 50 */
  readonly depth: number;
  /** Fields under another name, each as often as its fragment is spread. @default 1000 */
  readonly aliases: number;
  /** Fields of one operation's root. @default 200 */
  readonly rootFields: number;
  /** Directives, each as often as its fragment is spread. @default 500 */
  readonly directives: number;
  /** Words and signs of the text, comments left out. @default 20000 */
  readonly tokens: number;
  /** Selections, each as often as its fragment is spread. @default 10000 */
  readonly selections: number;
}

/** Generous for what people and tools write, small for what stalls a parser or a planner. */
export const DEFAULT_LIMITS: OperationLimits = {
  depth: 50,
  aliases: 1_000,
  rootFields: 200,
  directives: 500,
  tokens: 20_000,
  selections: 10_000,
};

/** A document has more of something than it may. */
export interface ExceededLimit {
  /** What there is too much of, in the plural, for the message. */
  readonly what: string;
  readonly value: number;
  readonly maximum: number;
}

/** Says to a client which limit an operation exceeds. */
export function explainLimit({ what, value, maximum }: ExceededLimit): string {
  const shown = Number.isSafeInteger(value) ? String(value) : 'countless';
  return `The operation is too complex: it has ${shown} ${what}, and ${maximum} is the most.`;
}

/** The limit that `value` exceeds, if it does. */
export function exceeds(what: string, value: number, maximum: number): ExceededLimit | undefined {
  return maximum > 0 && value > maximum ? { what, value, maximum } : undefined;
}
