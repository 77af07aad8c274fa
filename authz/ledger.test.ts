import { describe, expect, it } from 'vitest';
import { Ledger } from './matrix/ledger.js';
import { asRootField, type Question, valuesFor } from './matrix/questions.js';

const cell = { coordinate: 'Order.total', asker: 'other customer', way: 'gateway' };
const may = { expected: true, came: true, detail: '{}' };
const mayNot = { expected: false, came: false, detail: '404' };

describe('the ledger of the matrix', () => {
  it('should count a cell once, and find nothing wrong where all is as expected', () => {
    const ledger = new Ledger();
    ledger.record(cell, mayNot);
    ledger.record(cell, mayNot);
    ledger.record({ ...cell, asker: 'owner' }, may);
    expect([ledger.cells, ledger.leaks, ledger.failures]).toEqual([2, [], []]);
    expect([...ledger.witnessed]).toEqual(['Order.total']);
  });

  it('should call it a leak when it came at one of several places to somebody who must not have it', () => {
    const ledger = new Ledger();
    ledger.record(cell, mayNot);
    ledger.record(cell, { expected: false, came: true, detail: '{"amountMinor":1}' });
    ledger.record(cell, { ...may, detail: 'at a place where it is allowed' });
    expect(ledger.leaks).toEqual(['LEAK     Order.total for other customer by gateway: {"amountMinor":1}']);
  });

  it('should call it a failure when it came at none of the places where it should', () => {
    const ledger = new Ledger();
    const missed = { expected: true, came: false, detail: 'FORBIDDEN' };
    ledger.record(cell, missed);
    expect(ledger.failures).toEqual(['MISSING  Order.total for other customer by gateway: FORBIDDEN']);
    ledger.record(cell, may);
    expect(ledger.failures).toEqual([]);
    ledger.fault('a server broke');
    expect(ledger.failures).toEqual(['FAULT    a server broke']);
  });
});

describe('questions of the matrix', () => {
  const question = (below: string, ...keys: string[]): Question => ({
    coordinate: 'A.b',
    path: ['A.b'],
    root: () => 'order(id: "1")',
    below,
    keys,
  });
  const id = question('id', 'id');
  const name = question('lines { name }', 'lines', 'name');

  it('should be asked below one root field, each by a name of its own', () => {
    expect(asRootField([id, name])).toBe('order(id: "1") { q0: id q1: lines { name } }');
    expect(asRootField([{ ...id, on: 'Order' }])).toBe('order(id: "1") { ... on Order { q0: id } }');
  });

  it('should find the values that came, and none where nothing did', () => {
    const value = { q0: '1', q1: [{ name: null }, { name: 'a' }, null] };
    expect([valuesFor(id, value, 0), valuesFor(name, value, 1)]).toEqual([['1'], ['a']]);
    for (const nothing of [undefined, null, [], [null], { q0: null }, { q1: [] }]) {
      expect(valuesFor(id, nothing, 0)).toEqual([]);
    }
    // False, zero and the empty text are data.
    for (const something of [false, 0, '']) expect(valuesFor(id, { q0: something }, 0)).toEqual([something]);
  });
});
