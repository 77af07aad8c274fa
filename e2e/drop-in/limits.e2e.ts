import { SupergraphGateway, type SupergraphGatewayConfig } from '@orrery/gateway';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { type Shop, startShop } from '../gateway/fixture/shop.js';
import { type ServedGateway, serveGateway } from './fixture/served-gateway.js';

const repeat = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

const DEEP = `{ goods(first: 1) { opinions { ${'good { opinions { '.repeat(25)} text ${'} } '.repeat(25)} } } }`;

/** Documents that exceed a limit as it is by default, with what the message says of it. */
const EXCEEDING: readonly [string, string][] = [
  ['levels of fields', DEEP],
  ['fields at its root', `{ ${'opinionCount '.repeat(201)} }`],
  ['aliases', `{ goods { ${repeat(1_001, (i) => `n${i}: name`)} } }`],
  ['directives', `{ goods { ${repeat(501, () => 'name @include(if: true)')} } }`],
  [
    'selections',
    `{ goods { ...F0 } } ${repeat(13, (i) => `fragment F${i} on Good { ...F${i + 1} ...F${i + 1} }`)} fragment F13 on Good { name }`,
  ],
  [
    'points of cost',
    `{ ${repeat(9, (i) => `g${i}: goods { opinions { ${'good { opinions { '.repeat(4)} text ${'} } '.repeat(4)} } }`)} }`,
  ],
];

describe('the limits of an operation in the place of ApolloGateway', () => {
  let shop: Shop;
  let own: TestGateway;
  let served: ServedGateway | undefined;

  beforeAll(async () => {
    shop = await startShop();
    own = await startGateway(shop.supergraphSdl);
  });
  afterEach(async () => {
    await served?.stop();
    served = undefined;
  });
  afterAll(async () => {
    await own.stop();
    await shop.stop();
  });

  const serve = async (limits?: SupergraphGatewayConfig['limits']) => {
    served = await serveGateway(new SupergraphGateway({ supergraphSdl: shop.supergraphSdl, limits }));
    return served;
  };
  const received = () => Object.values(shop.subgraphs).flatMap((subgraph) => subgraph.received.splice(0));

  it.each(EXCEEDING)(
    'should refuse %s as a server of Orrery does, before anything is fetched',
    async (what, query) => {
      const gateway = await serve();
      received();
      for (let time = 0; time < 2; time++) {
        const { status, body } = await gateway.ask(query);
        expect(body.errors).toEqual([
          {
            message: expect.stringContaining(` ${what}, and `),
            extensions: { code: 'OPERATION_TOO_COMPLEX' },
          },
        ]);
        expect({ status, errors: body.errors }).toEqual(await own.query(query));
      }
      expect(received()).toEqual([]);
    },
  );

  it('should obey other limits, and leave out those of 0', async () => {
    const gateway = await serve({ depth: 1, rootFields: 0, cost: 0, tokens: 300 });
    expect((await gateway.ask(`{ ${'opinionCount '.repeat(201)} }`)).body).toEqual({
      data: { opinionCount: 2 },
    });
    expect((await gateway.ask('{ goods(first: 1) { name } }')).body.errors).toEqual([
      {
        message: 'The operation is too complex: it has 2 levels of fields, and 1 is the most.',
        extensions: { code: 'OPERATION_TOO_COMPLEX' },
      },
    ]);
  });

  it('should count the words of the text that was sent', async () => {
    const gateway = await serve({ tokens: 3 });
    expect((await gateway.ask('{ opinionCount # how many are there? \n}')).body).toEqual({
      data: { opinionCount: 2 },
    });
    expect((await gateway.ask('query { opinionCount }')).body.errors).toEqual([
      {
        message: 'The operation is too complex: it has 4 or more words and signs, and 3 is the most.',
        extensions: { code: 'OPERATION_TOO_COMPLEX' },
      },
    ]);
  });

  it('should reckon the cost of the operation that is run, with its variables', async () => {
    const gateway = await serve({ cost: 30, costListSize: 20 });
    const query =
      'query Cheap { opinionCount } query Dear($no: Boolean = false) { goods @skip(if: $no) { opinions { text } } }';
    expect((await gateway.ask(query, { operationName: 'Cheap' })).body).toEqual({
      data: { opinionCount: 2 },
    });
    const refused = { errors: [{ extensions: { code: 'OPERATION_TOO_COMPLEX' } }] };
    expect((await gateway.ask(query, { operationName: 'Dear' })).body).toMatchObject(refused);
    const skipped = await gateway.ask(query, { operationName: 'Dear', variables: { no: true } });
    expect(skipped.body).toEqual({ data: {} });
  });

  it('should refuse wrong limits all at once', () => {
    const limits: object = { depth: -1, aliases: 'many', width: 3 };
    expect(() => new SupergraphGateway({ supergraphSdl: shop.supergraphSdl, limits })).toThrow(
      /limits\.depth: .*\n.*limits\.aliases: must be a number\n.*width/,
    );
  });
});
