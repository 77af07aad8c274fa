import { describe, expect, it } from 'vitest';
import type { FetchStep, Step } from './compiled-plan.js';
import { findLeafPlaces } from './leaf-places.js';

const fetch = (operation: string, path: readonly string[] = [], more: Partial<FetchStep> = {}): FetchStep =>
  ({
    kind: 'fetch',
    operation: path.length > 0 ? `{_entities(representations:[]){...on X{${operation}}}}` : `{${operation}}`,
    path,
    representation: path.length > 0 ? () => undefined : undefined,
    isCopied: false,
    companions: [],
    ...more,
  }) as unknown as FetchStep;

function placesOf(...steps: FetchStep[]) {
  const sequence: Step = { kind: 'sequence', steps };
  findLeafPlaces(sequence);
  return steps.map(({ place }) => place?.names);
}

const AUTHOR = ['posts', '@', 'author'];

describe('findLeafPlaces', () => {
  it('should find the place of objects that one fetch brings with nothing but leaves', () => {
    const posts = fetch('posts{title author{__typename ...on User{id}}}');
    const [, first, second] = placesOf(posts, fetch('name', AUTHOR), fetch('mail', AUTHOR));
    expect(first).toEqual(['__typename', 'id']);
    expect(second).toEqual(first);
  });

  it('should find it below entities', () => {
    const friends = fetch('friends{__typename id}', AUTHOR);
    const path = [...AUTHOR, 'friends', '@'];
    expect(placesOf(fetch('posts{author{id home{x}}}'), friends, fetch('name', path))).toEqual([
      undefined,
      undefined,
      ['__typename', 'id'],
    ]);
  });

  it('should know of what was there before', () => {
    const later = [fetch('posts{author{__typename id}}'), fetch('name', AUTHOR)];
    findLeafPlaces({ kind: 'sequence', steps: later }, fetch('posts{author{mail}}'));
    expect(later.map(({ place }) => place)).toEqual([undefined, undefined]);
    const about = fetch('name', AUTHOR);
    findLeafPlaces(about, fetch('posts{author{__typename id}}'));
    expect(about.place?.names).toEqual(['__typename', 'id']);
  });

  it.each([
    ['they come with more than leaves', [fetch('posts{author{id home{id}}}'), fetch('name', AUTHOR)]],
    [
      'two fetches bring them',
      [
        fetch('posts{__typename id author{__typename id}}'),
        fetch('author{rank}', ['posts', '@']),
        fetch('name', AUTHOR),
      ],
    ],
    ['there is one', [fetch('author{id}'), fetch('name', ['author'])]],
    ['what is around them decides', [fetch('posts{author{id}}'), fetch('name', AUTHOR, { isCopied: true })]],
    [
      'names in answers are changed',
      [fetch('posts{author{id}}', [], { rewriteOutput: () => undefined }), fetch('name', AUTHOR)],
    ],
    [
      'a name is one that objects have anyway',
      [fetch('posts{author{id constructor}}'), fetch('name', AUTHOR)],
    ],
  ])('should find none where %s', (_title, steps) => {
    expect(placesOf(...steps).every((names) => names === undefined)).toBe(true);
  });
});
