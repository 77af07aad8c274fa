import { randomUUID } from 'node:crypto';
import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { keepOneByte, oneByte } from './one-byte.js';

// V8's own format says how it holds a string: a tag of its own for two bytes a character.
const isOneByte = (text: string) => serialize(text)[2] === '"'.charCodeAt(0);
const inTwoBytes = (text: string) => `\u2603${text}`.slice(1);
const asKey = (text: string) => Object.keys({ [text]: true })[0] ?? '';

describe('text of one byte a character', () => {
  it('should be the same text', () => {
    const name = randomUUID();
    expect([isOneByte(inTwoBytes(name)), isOneByte(oneByte(inTwoBytes(name)))]).toEqual([false, true]);
    expect(oneByte(inTwoBytes(name))).toBe(name);
    expect(oneByte('Größe 🏔')).toBe('Größe 🏔');
  });

  it('should be what a name stays, whoever uses it afterwards', () => {
    const [kept, other] = [`kept_${randomUUID()}`, `other_${randomUUID()}`];
    keepOneByte([kept]);
    expect(isOneByte(asKey(inTwoBytes(kept)))).toBe(true);
    expect(isOneByte(asKey(inTwoBytes(other)))).toBe(false);
  });
});
