import { describe, expect, it } from 'vitest';
import type { ResponseObject } from '../plan/compiled-plan.js';
import { objectsAt } from './objects-at.js';
import { oneOfEquals } from './one-of-equals.js';

describe('oneOfEquals', () => {
  it('should put the first of equal objects in all their places, and find each once', () => {
    const key = (id: string, name: string | null = null) => ({ __typename: 'User', id, name });
    const data: ResponseObject = {
      posts: [{ author: key('a') }, null, { author: key('b') }, { author: null }, { author: key('a') }],
    };
    const path = ['posts', '@', 'author'];
    const found = oneOfEquals(data, path, { names: ['__typename', 'id', 'name'] });
    expect(found).toEqual([key('a'), key('b')]);
    const [first, second, third] = objectsAt(data, path);
    expect([first === found[0], second === found[1], third === first]).toEqual([true, true, true]);
  });

  it('should keep apart what differs in any value, null and nothing too', () => {
    const data: ResponseObject = {
      list: [
        [{ id: 1 }, { id: '1' }],
        [{ id: 1, x: null }, { id: 1, x: 0 }, { id: 1 }],
      ],
    };
    expect(oneOfEquals(data, ['list', '@', '@'], { names: ['id', 'x'] })).toEqual([
      { id: 1 },
      { id: '1' },
      { id: 1, x: null },
      { id: 1, x: 0 },
    ]);
  });
});
