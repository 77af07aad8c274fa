import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { countSelections } from './count-selections.js';
import { DEFAULT_LIMITS, explainLimit, type OperationLimits } from './operation-limits.js';
import { scanText } from './scan-text.js';

const NONE: OperationLimits = {
  depth: 0,
  aliases: 0,
  rootFields: 0,
  directives: 0,
  tokens: 0,
  selections: 0,
};

const counted = (text: string, limits: Partial<OperationLimits>) =>
  countSelections(parse(text), { ...NONE, ...limits })?.value;

describe('limits of a document', () => {
  it.each<[keyof OperationLimits, string, number]>([
    ['depth', '{ a { b { c } } d }', 3],
    ['depth', '{ ... { a { ...F } } } fragment F on T { b ... { c } }', 2],
    ['aliases', '{ x: a y: b c }', 2],
    ['aliases', '{ a { ...F } b { ...F } } fragment F on T { x: a y: b }', 4],
    ['rootFields', '{ a b ...F ... { c } } fragment F on Query { d { e f } }', 4],
    ['rootFields', 'query A { a b c } query B { a }', 3],
    ['directives', 'query($v: Int @d) @d { a @d @d ... @d { b } ...F @d } fragment F on T @d { c }', 7],
    ['selections', '{ a { b ...F } c { ...F } } fragment F on T { x y { z } }', 11],
    ['selections', 'query A { a } query B { a b }', 3],
  ])('should hold %s of %s', (limit, text, value) => {
    expect(counted(text, { [limit]: value })).toBeUndefined();
    expect(counted(text, { [limit]: value - 1 })).toBe(value);
    expect(counted(text, { [limit]: 0 })).toBeUndefined();
  });

  it('should hold the number of words and signs, and not count comments and commas', () => {
    const text = '{ a(b: "c"),,, # d\n }';
    expect(scanText(text, { tokens: 8 })).toBeUndefined();
    expect(scanText(text, { tokens: 7 })).toMatchObject({ value: 8, maximum: 7 });
    expect(scanText(text, { tokens: 0 })).toBeUndefined();
  });

  it('should leave what is no GraphQL to the parser', () => {
    expect(scanText('{ a ( " }', { tokens: 100 })).toBeUndefined();
    expect(scanText('}}}} ]]', { tokens: 100 })).toBeUndefined();
  });

  it('should leave fragments that spread themselves to validation', () => {
    const text = '{ a { ...A } } fragment A on T { b { ...B } } fragment B on T { c { ...A } }';
    expect(countSelections(parse(text), DEFAULT_LIMITS)).toBeUndefined();
  });

  it('should say what there is too much of', () => {
    expect(explainLimit({ what: 'aliases', value: 12, maximum: 10 })).toBe(
      'The operation is too complex: it has 12 aliases, and 10 is the most.',
    );
    expect(explainLimit({ what: 'selections', value: 2 ** 60, maximum: 10 })).toBe(
      'The operation is too complex: it has countless selections, and 10 is the most.',
    );
  });
});
