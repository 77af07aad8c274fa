import { parse, print } from 'graphql';
import { expect, it } from 'vitest';
import { withPlannableConditions } from './planned-conditions.js';

const planned = (text: string) =>
  print(withPlannableConditions(parse(text)))
    .replace(/\s+/g, ' ')
    .trim();

it.each([
  [
    'leaves out what literals leave out',
    '{ a b @skip(if: true) ...F @include(if: false) } fragment F on Q { c }',
    '{ a } fragment F on Q { c }',
  ],
  [
    'keeps what literals keep, without them',
    '{ a @skip(if: false) ... @include(if: true) { b } }',
    '{ a ... { b } }',
  ],
  [
    'leaves no selection empty',
    '{ a { b @skip(if: true) } ... on Q { c @include(if: false) } }',
    '{ a { __typename } ... on Q { __typename } }',
  ],
  [
    'lets one literal decide beside a variable',
    'query ($v: Boolean!) { a @include(if: $v) @skip(if: true) b @skip(if: $v) @include(if: true) }',
    'query ($v: Boolean!) { b @skip(if: $v) }',
  ],
  [
    'asks for the type where all may go',
    'query ($v: Boolean!) { a @include(if: $v) { b @skip(if: $v) ...F } } fragment F on A { c @include(if: $v) }',
    'query ($v: Boolean!) { a @include(if: $v) { b @skip(if: $v) ...F __typename } } fragment F on A { c @include(if: $v) }',
  ],
  [
    'leaves alone what is certain',
    'query ($v: Boolean!) { a { b @skip(if: $v) ...F } } fragment F on A { c }',
    'query ($v: Boolean!) { a { b @skip(if: $v) ...F } } fragment F on A { c }',
  ],
  [
    'leaves alone what has no conditions',
    '{ a { ...F } } fragment F on A { c }',
    '{ a { ...F } } fragment F on A { c }',
  ],
])('%s', (_title, written, expected) => {
  expect(planned(written)).toBe(expected);
});
