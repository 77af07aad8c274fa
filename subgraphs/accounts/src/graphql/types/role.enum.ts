import { registerEnumType } from 'type-graphql';

/** What a user may be: the roles of the contracts, for the graph. */
export enum Role {
  CUSTOMER = 'CUSTOMER',
  SUPPORT = 'SUPPORT',
  CATALOG_MANAGER = 'CATALOG_MANAGER',
  WAREHOUSE = 'WAREHOUSE',
  FINANCE = 'FINANCE',
  ADMIN = 'ADMIN',
}
registerEnumType(Role, {
  name: 'Role',
  description: 'What a user may be. Everybody who registers is a customer; the other roles are for staff.',
  valuesConfig: {
    CUSTOMER: { description: 'May shop, and see what is their own.' },
    SUPPORT: { description: "May read customers' data to answer them, and remove reviews." },
    CATALOG_MANAGER: { description: 'May create, change and archive products, brands and categories.' },
    WAREHOUSE: { description: 'May read and adjust stock.' },
    FINANCE: { description: 'May read payments, capture and refund them.' },
    ADMIN: { description: 'May do whatever staff may, and give roles.' },
  },
});
