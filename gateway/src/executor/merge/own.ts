import type { ResponseObject } from '../plan/compiled-plan.js';

/** An object's own value under a response name; a name such as `constructor` finds nothing inherited. */
export function readOwn(object: ResponseObject, key: string): unknown {
  const value = object[key];
  // All that an object of JSON inherits are functions, and Object.prototype itself: no value of JSON is either.
  return typeof value === 'function' || value === Object.prototype ? undefined : value;
}

/** Sets an own value, also under the name `__proto__`. */
export function writeOwn(object: ResponseObject, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    object[key] = value;
  }
}
