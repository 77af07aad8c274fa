import { BookReader, type Books } from '../../chaos/books.js';
import { insist } from '../../chaos/graph.js';
import type { TransportName } from '../../chaos/options.js';
import { becameQuiet } from '../../chaos/quiet.js';
import { ChaosSystem } from '../../chaos/system.js';
import { stockShop, tokensOf } from '../../chaos/world.js';
import { cpuSecondsOf } from '../process-figures.js';
import { inParallel } from './arrivals.js';

/** What a shop is to be ready for. */
export interface ShopOptions {
  readonly transport: TransportName;
  /** Of each service. */
  readonly instances: number;
  /** How many carts are filled, beside those that the processes are warmed up with. */
  readonly checkouts: number;
}

// For each instance: code that a process has not run often yet costs it several times as much.
const WARM_UP_CHECKOUTS = 80;
const CLIENTS = 8;

const PATIENCE_MS = 300_000;
const ADDRESS = {
  recipient: 'B. Ench',
  lines: ['Ring 1'],
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
};
const ADD = 'mutation ($input: AddCartLineInput!) { addCartLine(input: $input) { __typename } }';
const CART = '{ cart { id total { amountMinor currency } } }';
const CHECKOUT =
  'mutation ($input: CheckoutInput!) { checkout(input: $input) { __typename ... on Order { id } } }';

/** A running system with stock, filled carts, and processes that have seen many checkouts. */
export class Shop {
  readonly #system: ChaosSystem;
  readonly #reader: BookReader;
  readonly #tokens: (userId: string) => Promise<string>;
  readonly #inputs: object[] = [];
  readonly #warmUps: number;
  readonly #checkouts: number;

  private constructor(system: ChaosSystem, { instances, checkouts }: ShopOptions) {
    this.#system = system;
    this.#reader = new BookReader(system);
    this.#tokens = tokensOf(system);
    this.#warmUps = WARM_UP_CHECKOUTS * instances;
    this.#checkouts = checkouts;
  }

  /** Starts all processes, fills the carts, and warms the processes up. */
  static async open(options: ShopOptions): Promise<Shop> {
    const { transport, instances } = options;
    const shop = new Shop(await ChaosSystem.start({ transport, instances }), options);
    try {
      await shop.#fillCarts();
      await inParallel(shop.#warmUps, CLIENTS, (nth) => shop.#buy(nth));
      await shop.quiet();
      return shop;
    } catch (error) {
      await shop.close();
      throw error;
    }
  }

  /** Orders the nth cart. Resolves to how long the answer took, in milliseconds. */
  buy(nth: number): Promise<number> {
    return this.#buy(this.#warmUps + nth);
  }

  /** Resolves when every checkout has come to its end. @throws Error when that takes minutes */
  async quiet(): Promise<void> {
    if ((await becameQuiet(this.#reader, PATIENCE_MS)) === undefined)
      throw new Error('not all checkouts have ended');
  }

  /** The checkouts begun at this time or later. @throws Error when one of the shop's is not among them, and completed */
  async completed(since: Date): Promise<Books['checkouts']> {
    const { checkouts } = await this.#reader.read();
    const completed = checkouts.filter(({ state, createdAt }) => state === 'COMPLETED' && createdAt >= since);
    if (completed.length !== this.#checkouts)
      throw new Error(`${completed.length} of ${this.#checkouts} were completed`);
    return completed;
  }

  /** The processor time of all of the system's Node processes so far, databases and gateway included, in milliseconds. */
  cpuMs(): number {
    return this.#system.pids.reduce((sum, pid) => sum + cpuSecondsOf(pid) * 1_000, 0);
  }

  async close(): Promise<void> {
    await this.#reader.close();
    await this.#system.stop();
  }

  async #fillCarts(): Promise<void> {
    const count = this.#warmUps + this.#checkouts;
    const { productIds } = await stockShop(this.#system, count * 2);
    await inParallel(count, CLIENTS, async (nth) => {
      for (const step of [0, 1]) {
        const productId = productIds[(nth * 2 + step) % productIds.length];
        await this.#ask(nth, ADD, { input: { productId, quantity: 1 } });
      }
      const { cart } = await this.#ask<{ cart: { id: string; total: object } }>(nth, CART, {});
      this.#inputs[nth] = {
        idempotencyKey: `bench-${String(nth).padStart(6, '0')}`,
        cartId: cart.id,
        shippingAddress: ADDRESS,
        paymentMethod: 'tok_visa',
        expectedTotal: cart.total,
      };
    });
  }

  async #buy(nth: number): Promise<number> {
    const sent = performance.now();
    await this.#ask(nth, CHECKOUT, { input: this.#inputs[nth] });
    return performance.now() - sent;
  }

  async #ask<Data>(nth: number, query: string, variables: object): Promise<Data> {
    const token = await this.#tokens(`usr_bench${String(nth).padStart(15, '0')}`);
    return insist<Data>(this.#system.gatewayUrl, token, query, variables, Date.now() + PATIENCE_MS);
  }
}
