import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMatrix } from '../../authz/matrix/matrix.js';
import { startSystem, type TestSystem } from '../start-system.js';
import { Attacks } from './attacks.js';

// Some twenty thousand answers each; nothing is waited for but them.
const LONG_MS = 600_000;

describe('who may do what', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.stop());

  it(
    'should be as the matrix says: every field for those who may have it, in every way, and for nobody else',
    async () => {
      const { cells, leaks, failures } = await runMatrix(system.places);
      expect(leaks).toEqual([]);
      expect(failures).toEqual([]);
      expect(cells).toBeGreaterThan(15_000);
    },
    LONG_MS,
  );

  describe('what is sent', () => {
    let attacks: Attacks;

    beforeAll(async () => {
      attacks = await Attacks.on(system.places);
    });
    afterAll(() => attacks.close());

    it(
      'should be refused as operators, keys of objects and wrong kinds, in every argument',
      async () => {
        expect(attacks.places).toBeGreaterThan(250);
        expect(await attacks.wrongKinds()).toEqual([]);
      },
      LONG_MS,
    );

    it(
      'should be taken for text where it is text, and find nothing and break nothing, in every argument',
      async () => {
        expect(await attacks.texts()).toEqual([]);
      },
      LONG_MS,
    );

    it(
      'should set nothing that the system derives or staff decides, in every input',
      async () => {
        expect(await attacks.massAssignment()).toEqual([]);
      },
      LONG_MS,
    );
  });
});
