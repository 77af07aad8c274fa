const MAX_TERMS = 200;

/**
 * The words by which a text is found: lower case, without diacritics, each once, in order of appearance.
 * Words are runs of letters and digits; at most 200 are kept.
 */
export function searchTerms(...texts: readonly string[]): string[] {
  const words = texts
    .join(' ')
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .match(/[\p{Letter}\p{Number}]+/gu);
  return [...new Set(words ?? [])].slice(0, MAX_TERMS);
}
