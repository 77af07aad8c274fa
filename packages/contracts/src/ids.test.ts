import { describe, expect, it } from 'vitest';
import { type EntityName, ID_PREFIX, isIdOf, newId, seedId } from './ids.js';

const ENTITIES = Object.keys(ID_PREFIX) as EntityName[];

describe('newId', () => {
  it.each(ENTITIES)('should make a well-formed id of a %s', (entity) => {
    expect(newId(entity)).toMatch(new RegExp(`^${ID_PREFIX[entity]}_[0-9a-hjkmnp-tv-z]{20}$`));
  });

  it('should not repeat itself', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => newId('Order'))).size).toBe(1_000);
  });
});

describe('seedId', () => {
  it('should be the same on every machine', () => {
    expect(seedId('Product', 0)).toBe('prd_8rchr07mrc0wa2vmcfb2');
    expect(seedId('User', 0)).toBe('usr_zg9zntag2w62rhr1dxwy');
  });

  it('should tell keys and entities apart', () => {
    const ids = ENTITIES.flatMap((entity) => [seedId(entity, 1), seedId(entity, 2), seedId(entity, '1-2')]);
    expect(new Set(ids).size).toBe(ENTITIES.length * 3);
    expect(new Set(ids.map((id) => id.slice(4))).size).toBe(ids.length);
  });

  it('should take a number and its digits as the same key', () => {
    expect(seedId('Brand', 7)).toBe(seedId('Brand', '7'));
  });
});

describe('isIdOf', () => {
  it('should know the ids of its entity and refuse those of others', () => {
    for (const entity of ENTITIES) {
      const accepted = ENTITIES.filter((other) => isIdOf(other, seedId(entity, 3)));
      expect(accepted).toEqual([entity]);
    }
  });

  it.each([
    ['nothing', ''],
    ['a bare prefix', 'prd_'],
    ['a short body', 'prd_8rchr07mrc0wa2vmcfb'],
    ['a long body', 'prd_8rchr07mrc0wa2vmcfb22'],
    ['a letter that is not in the alphabet', 'prd_8rchr07mrc0wa2vmcfbu'],
    ['upper case', 'prd_8RCHR07MRC0WA2VMCFB2'],
    ['a trailing line break', 'prd_8rchr07mrc0wa2vmcfb2\n'],
    ['something in front', ' prd_8rchr07mrc0wa2vmcfb2'],
  ])('should refuse %s', (_, value) => {
    expect(isIdOf('Product', value)).toBe(false);
  });
});

it('should give every entity a prefix of three letters of its own', () => {
  const prefixes = Object.values(ID_PREFIX);
  expect(new Set(prefixes).size).toBe(prefixes.length);
  expect(prefixes.filter((prefix) => !/^[a-z]{3}$/.test(prefix))).toEqual([]);
});
