/**
 * An object without inherited names, so that a response may have any, `constructor` and `__proto__` too. V8 keeps it as
 * fast as an ordinary one, which it does not for `Object.create(null)`.
 */
export class ResponseMap {
  [responseName: string]: unknown;
}

Reflect.deleteProperty(ResponseMap.prototype, 'constructor');
Object.setPrototypeOf(ResponseMap.prototype, null);
