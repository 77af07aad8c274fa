/** An operation, and what of its answer is lost while a subgraph is at fault. */
export interface FaultedOperation {
  readonly operation: string;
  /** Paths of what becomes null, each told by an error there. An empty one is `data` itself, told at `errorPath`. */
  readonly lost: readonly (readonly (string | number)[])[];
  /** Where the one error stands when `data` is null: its root field. */
  readonly errorPath?: readonly string[];
}

/** A kind of operation. */
export const KINDS = ['query', 'mutation', 'subscription'] as const;

/** One of {@link KINDS}. */
export type Kind = (typeof KINDS)[number];

/**
 * For each subgraph of the shipped supergraph what is asked while it is at fault: each time a field at the root, and fields
 * that it adds to another's entity, beside data of healthy subgraphs. A mutation at the root of the one at fault leaves
 * nothing, as its field may not be null. A subscription is that of a healthy subgraph: the one at fault is to complete its events.
 */
export const CASES: Readonly<Record<string, Readonly<Record<Kind, readonly FaultedOperation[]>>>> = {
  accounts: {
    query: [
      {
        operation:
          'query F { user(id: "user_1") { email } review(id: "review_1") { title author { email } } }',
        lost: [['user'], ['review', 'author', 'email']],
      },
    ],
    mutation: [
      lostWhole('removeAddress', 'mutation F { removeAddress(id: "address_1") { email } }'),
      {
        operation: 'mutation F { deleteReview(id: "review_1") { title author { email } } }',
        lost: [['deleteReview', 'author', 'email']],
      },
    ],
    subscription: [
      {
        operation: 'subscription F { reviewAdded { title author { email } } }',
        lost: [['reviewAdded', 'author', 'email']],
      },
    ],
  },
  catalog: {
    query: [
      {
        operation:
          'query F { product(id: "product_1") { weightGrams } review(id: "review_1") { title product { weightGrams } } }',
        lost: [['product'], ['review', 'product', 'weightGrams']],
      },
    ],
    mutation: [
      lostWhole('archiveProduct', 'mutation F { archiveProduct(id: "product_1") { weightGrams } }'),
      {
        operation: 'mutation F { deleteReview(id: "review_1") { title product { weightGrams } } }',
        lost: [['deleteReview', 'product', 'weightGrams']],
      },
    ],
    subscription: [
      {
        operation: 'subscription F { reviewAdded { title product { weightGrams } } }',
        lost: [['reviewAdded', 'product', 'weightGrams']],
      },
    ],
  },
  inventory: {
    query: [
      {
        operation:
          'query F { warehouse(id: "warehouse_1") { code } product(id: "product_1") { name inStock } }',
        lost: [['warehouse'], ['product', 'inStock']],
      },
    ],
    mutation: [
      lostWhole(
        'adjustStock',
        `mutation F { adjustStock(input: {
          productId: "product_1" warehouseId: "warehouse_1" delta: 1 reason: RECEIVED }) { __typename } }`,
      ),
      {
        operation: 'mutation F { archiveProduct(id: "product_1") { name inStock } }',
        lost: [['archiveProduct', 'inStock']],
      },
    ],
    subscription: [
      {
        operation: 'subscription F { productChanged { name inStock } }',
        lost: [['productChanged', 'inStock']],
      },
    ],
  },
  orders: {
    query: [
      {
        operation:
          'query F { order(id: "order_1") { number } user(id: "user_1") { email cart { itemCount } } }',
        lost: [['order'], ['user', 'cart']],
      },
    ],
    mutation: [
      lostWhole('removeCartLine', 'mutation F { removeCartLine(id: "line_1") { itemCount } }'),
      {
        operation: 'mutation F { removeAddress(id: "address_1") { email cart { itemCount } } }',
        lost: [['removeAddress', 'cart']],
      },
    ],
    subscription: [
      {
        operation: 'subscription F { reviewAdded { title author { cart { itemCount } } } }',
        lost: [['reviewAdded', 'author', 'cart']],
      },
    ],
  },
  payments: {
    query: [
      {
        operation:
          'query F { payment(id: "payment_1") { state } order(id: "order_1") { number payment { state } } }',
        lost: [['payment'], ['order', 'payment']],
      },
    ],
    mutation: [
      lostWhole('resolvePayment', 'mutation F { resolvePayment(id: "payment_1") { state } }'),
      {
        operation: 'mutation F { shipOrder(id: "order_1") { ... on Order { number payment { state } } } }',
        lost: [['shipOrder', 'payment']],
      },
    ],
    subscription: [
      {
        operation: 'subscription F { orderUpdated(id: "order_1") { number payment { state } } }',
        lost: [['orderUpdated', 'payment']],
      },
    ],
  },
  reviews: {
    query: [
      {
        operation:
          'query F { review(id: "review_1") { title } product(id: "product_1") { name rating { average } } }',
        lost: [['review'], ['product', 'rating']],
      },
    ],
    mutation: [
      lostWhole('deleteReview', 'mutation F { deleteReview(id: "review_1") { title } }'),
      {
        operation: 'mutation F { archiveProduct(id: "product_1") { name rating { average } } }',
        lost: [['archiveProduct', 'rating']],
      },
    ],
    subscription: [
      {
        operation: 'subscription F { productChanged { name rating { average } } }',
        lost: [['productChanged', 'rating']],
      },
    ],
  },
};

function lostWhole(field: string, operation: string): FaultedOperation {
  return { operation, lost: [[]], errorPath: [field] };
}
