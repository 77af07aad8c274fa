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
    /writeConcern: has unexpected wtimeout/,
    'The driver adds a wtimeout of its own to the write concern of commits and aborts.',
  ],
  [
    /readConcern.*afterClusterTime/,
    'The driver sends the time of the last answer of a session with its next write too, which the case does not expect.',
  ],
  [
    /secondary read preference in client option|readPreference inherited from client/,
    'A client that reads from secondaries does not connect to a set of one node.',
  ],
  [/timeseries|time-series/i, 'The server refuses time-series collections.'],
  [/no such command: '(mapReduce|getnonce|test\w+)'/, 'The server has no such command.'],
  [/encryptedFields|csfle/, 'The server refuses queryable encryption.'],
  [
    /entities of kind|the runner has no operation/,
    'The runner does not know what the case makes or does, as the driver lacks it or no suite of the server needs it.',
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
