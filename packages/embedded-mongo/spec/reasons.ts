import type { CaseResult } from './types.js';

/** Why a failing case fails: the explanation that belongs to its file or its message. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/collation/i, 'The server refuses collation: it compares strings byte by byte.'],
  [/viewOn/, 'The server refuses views.'],
  [/validator/, 'The server refuses document validation, which the case provokes.'],
  [
    /bypassDocumentValidation/,
    'The driver does not send bypassDocumentValidation: false, whatever the server is.',
  ],
  [/create-null-ids/, 'The driver replaces an _id of null by one of its own before it sends the document.'],
  [
    /snapshot ?[tT]ime/,
    'This version of the driver has no snapshotTime option, so it asks for the present instead.',
  ],
  [
    /First insertOne is never committed/,
    'The driver names the ids of documents that it did not insert in the error of a bulk write.',
  ],
];

export function reasonFor({ suite, file, description, reason }: CaseResult): string {
  const text = `${suite}/${file} ${description} ${reason ?? ''}`;
  return REASONS.find(([pattern]) => pattern.test(text))?.[1] ?? reason ?? 'unexplained';
}
