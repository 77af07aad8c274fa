import { EJSON } from 'bson';
import { own } from '../types.js';

/** A value as a message shows it. */
export function show(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? EJSON.stringify(value, { relaxed: true })
    : JSON.stringify(value);
}

/** A document's `_id` as a message names the document. */
export function showId(document: object): string {
  const id = own(document, '_id');
  return id === undefined ? '{no id}' : `{_id: ${show(id)}}`;
}
