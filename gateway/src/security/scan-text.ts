import { Lexer, Source, TokenKind } from 'graphql';
import { type ExceededLimit, exceeds, type OperationLimits } from './operation-limits.js';

/**
 * Most brackets inside each other. It cannot be switched off: parser, validation and planner go down one level of the call
 * stack, or several, with each of them.
 */
export const MAX_NESTING = 500;

const OPENING = new Set<string>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING = new Set<string>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Looks through a document's text before it is parsed, in time proportional to its length or to the limit, whichever is less.
 * Text that is not GraphQL is left for the parser to refuse: what comes before its fault is within the limits.
 */
export function scanText(text: string, limits: Pick<OperationLimits, 'tokens'>): ExceededLimit | undefined {
  const lexer = new Lexer(new Source(text));
  const maximum = limits.tokens > 0 ? limits.tokens : Number.POSITIVE_INFINITY;
  let tokens = 0;
  let nesting = 0;
  try {
    for (;;) {
      const { kind } = lexer.advance();
      if (kind === TokenKind.EOF) return undefined;
      tokens += 1;
      if (tokens > maximum) return exceeds('or more words and signs', tokens, limits.tokens);
      if (OPENING.has(kind)) nesting += 1;
      else if (CLOSING.has(kind)) nesting -= 1;
      if (nesting > MAX_NESTING) return exceeds('or more brackets inside each other', nesting, MAX_NESTING);
    }
  } catch {
    return undefined;
  }
}
