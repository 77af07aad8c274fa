import { describe, expect, it } from 'vitest';
import type { FetchStep, ResponseObject } from '../plan/compiled-plan.js';
import { JointFetches } from './joint-fetches.js';
import { batchOf } from './representation-batch.js';

const step = (name: string) =>
  ({ operationName: name, companions: [] as FetchStep[] }) as unknown as FetchStep;

function companions(...names: string[]): FetchStep[] {
  const steps = names.map(step);
  for (const one of steps) one.companions.push(...steps.filter((other) => other !== one));
  return steps;
}

const batch = (...ids: string[]) =>
  batchOf(
    ids.map((id) => ({ id })),
    ({ id }) => ({ id }),
  );

describe('fetches that ask the same', () => {
  const asked: string[] = [];
  const ask = (representations: readonly ResponseObject[]) => {
    asked.push(representations.map(({ id }) => id).join());
    return Promise.resolve({
      data: { _entities: representations.map(({ id }) => ({ name: `N ${id}` })) },
      errors: [{ message: 'bad', path: ['_entities', representations.length - 1, 'name'] }],
    });
  };
  const begin = () => {
    asked.length = 0;
    const turns: (() => void)[] = [];
    const joint = new JointFetches((work) => turns.push(work));
    const endTurn = () => {
      for (const work of turns.splice(0)) work();
    };
    return { joint, endTurn };
  };

  it('should go at once when none of them is still to come', async () => {
    const { joint } = begin();
    const [one, two] = companions('one', 'two') as [FetchStep, FetchStep];
    for (const each of [one, two]) joint.begins(each);
    const answers = await Promise.all([
      joint.ask(one, batch('a', 'b'), ask),
      joint.ask(two, batch('c', 'a'), ask),
    ]);
    expect(asked).toEqual(['a,b', 'c,a']); // the first had nothing to wait for
    expect(answers.map(({ data }) => data._entities)).toEqual([
      [{ name: 'N a' }, { name: 'N b' }],
      [{ name: 'N c' }, { name: 'N a' }],
    ]);
  });

  it('should be one request of those that are ready in one turn, with to each what is its own', async () => {
    const { joint } = begin();
    const [one, two] = companions('one', 'two') as [FetchStep, FetchStep];
    joint.begins(one);
    const first = joint.ask(one, batch('a', 'b'), ask);
    expect(asked).toEqual([]);
    joint.begins(two);
    const second = joint.ask(two, batch('c', 'a'), ask);
    expect(asked).toEqual(['a,b,c']);
    expect(await first).toEqual({ data: { _entities: [{ name: 'N a' }, { name: 'N b' }] }, errors: [] });
    expect(await second).toEqual({
      data: { _entities: [{ name: 'N c' }, { name: 'N a' }] },
      errors: [{ message: 'bad', path: ['_entities', 0, 'name'] }],
    });
  });

  it('should not wait for one that is not ready when the turn ends', async () => {
    const { joint, endTurn } = begin();
    const [one, two, three] = companions('one', 'two', 'three') as [FetchStep, FetchStep, FetchStep];
    joint.begins(one);
    void joint.ask(one, batch('a'), ask);
    joint.begins(two);
    void joint.ask(two, batch('b'), ask);
    endTurn();
    expect(asked).toEqual(['a,b']);
    joint.begins(three);
    void joint.ask(three, batch('c'), ask);
    expect(asked).toEqual(['a,b', 'c']);
  });

  it('should fail together', async () => {
    const { joint } = begin();
    const [one, two] = companions('one', 'two') as [FetchStep, FetchStep];
    const fail = () => Promise.reject(new Error('away'));
    joint.begins(one);
    const first = joint.ask(one, batch('a'), fail);
    joint.begins(two);
    const second = joint.ask(two, batch('b'), fail);
    await expect(first).rejects.toThrow('away');
    await expect(second).rejects.toThrow('away');
  });
});
