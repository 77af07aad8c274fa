import { ROLE_DESCRIPTIONS } from '@orrery/contracts';
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
  valuesConfig: Object.fromEntries(
    Object.entries(ROLE_DESCRIPTIONS).map(([name, description]) => [name, { description }]),
  ),
});
