/** Arguments of `explain` were wrong, or the operation cannot be planned: the message says what to do. */
export class ExplainError extends Error {}
