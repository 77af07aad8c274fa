import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASKERS } from '../../authz/matrix/askers.js';
import { readExpectations } from '../../authz/matrix/expected.js';
import { clientGraph } from '../../authz/matrix/graphs.js';
import { Ledger } from '../../authz/matrix/ledger.js';
import { runMatrix } from '../../authz/matrix/matrix.js';
import { startsOf } from '../../authz/matrix/places.js';
import { questionsOf } from '../../authz/matrix/questions.js';
import { readAll, type Way } from '../../authz/matrix/reads.js';
import type { Rows } from '../../authz/matrix/rows.js';
import { Target } from '../../authz/matrix/target.js';
import { Tokens } from '../../authz/matrix/tokens.js';
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

  it('should be called a leak where it is not as was written down', async () => {
    const name = 'User.displayName';
    const expectations = readExpectations(`Query.user : everyone\n${name} : owner`);
    const starts = startsOf({ failed: {}, cartLines: [] } as unknown as Rows);
    const tokens = await Tokens.of(system.places.dataDir);
    const ledger = new Ledger();
    const way: Way = {
      name: 'gateway',
      target: new Target(`http://127.0.0.1:${system.places.gatewayPort}`),
      questions: questionsOf(clientGraph(), 'fields', starts).filter(
        ({ coordinate, path }) => coordinate === name && path[0] === 'Query.user',
      ),
      headersOf: async (asker) => ({ authorization: await tokens.ofClient(asker) }),
    };
    await readAll(way, expectations, ledger);
    // Everybody's but the owner's, and nothing comes to an expired token.
    expect(ledger.leaks).toHaveLength(ASKERS.length - 2);
    expect(ledger.leaks[0]).toBe(`LEAK     ${name} for anonymous by gateway: "Ada Lindholm"`);
    expect(ledger.failures).toEqual([]);
  });

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
        expect((await attacks.wrongKinds()).join('\n')).toBe('');
      },
      LONG_MS,
    );

    it(
      'should be taken for text where it is text, and find nothing and break nothing, in every argument',
      async () => {
        expect((await attacks.texts()).join('\n')).toBe('');
      },
      LONG_MS,
    );

    it(
      'should set nothing that the system derives or staff decides, in every input',
      async () => {
        expect((await attacks.massAssignment()).join('\n')).toBe('');
      },
      LONG_MS,
    );
  });
});
