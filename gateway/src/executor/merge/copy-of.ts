import type { ResponseObject } from '../plan/compiled-plan.js';
import { writeOwn } from './own.js';

/** A deep copy of response data. */
export function copyOf<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  const copy: ResponseObject = Object.create(null);
  for (const [key, inner] of Object.entries(value)) writeOwn(copy, key, copyOf(inner));
  return copy as T;
}
