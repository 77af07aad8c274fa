import type { CaseResult } from './types.js';

/** Why a failing case fails: the explanation that belongs to its file or its message. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/collation/i, 'Collation is refused: this server compares strings byte by byte.'],
];

export function reasonFor({ suite, file, description, reason }: CaseResult): string {
  const text = `${suite}/${file} ${description} ${reason ?? ''}`;
  return REASONS.find(([pattern]) => pattern.test(text))?.[1] ?? reason ?? 'unexplained';
}
