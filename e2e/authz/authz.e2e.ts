import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMatrix } from '../../authz/matrix/matrix.js';
import { startSystem, type TestSystem } from '../start-system.js';

// Some twenty thousand answers; it waits for nothing but them.
const LONG_MS = 600_000;

describe('the authorization matrix', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.stop());

  it(
    'should give every field to those who may have it, in every way, and to nobody else',
    async () => {
      const { cells, leaks, failures } = await runMatrix(system.places);
      expect(leaks).toEqual([]);
      expect(failures).toEqual([]);
      expect(cells).toBeGreaterThan(15_000);
    },
    LONG_MS,
  );
});
