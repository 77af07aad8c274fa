import { print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { openedOperation } from './opened-operation.js';

const opened = (text: string) => print(openedOperation(text)).replace(/\s+/g, ' ');

describe('openedOperation', () => {
  it('should put fragments where they are spread, those in fragments too, with their conditions', () => {
    expect(
      opened('{ a { ...P @skip(if: $no) } } fragment P on Part { id ...N } fragment N on Named { name }'),
    ).toBe('{ a { ... on Part @skip(if: $no) { id ... on Named { name } } } }');
  });

  it('should leave an operation without fragments as it is', () => {
    expect(opened('query Q__a__0($id:ID){a(id:$id){id}}')).toBe(
      'query Q__a__0($id: ID) { a(id: $id) { id } }',
    );
  });

  it('should refuse what cannot be a fetch', () => {
    expect(() => opened('fragment P on Part { id }')).toThrow('a fetch has no operation');
    expect(() => opened('{ a { ...P } } fragment Q on Part { id }')).toThrow('a fetch has no fragment P');
  });
});
