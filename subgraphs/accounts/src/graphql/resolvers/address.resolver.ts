import { Authenticated } from '@orrery/kit';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { addAddress } from '../../commands/add-address.command.js';
import { removeAddress } from '../../commands/remove-address.command.js';
import { setDefaultAddress } from '../../commands/set-default-address.command.js';
import { updateAddress } from '../../commands/update-address.command.js';
import type { AccountsContext } from '../../context.js';
import { AddAddressInput, UpdateAddressInput } from '../inputs/address.input.js';
import { User } from '../types/user.type.js';
import { AddAddressResult, AddressBookFull } from '../types/user-results.type.js';

/** The caller's own address book. */
@Resolver()
export class AddressResolver {
  @Authenticated()
  @Mutation(() => AddAddressResult, { description: 'Adds an address to your address book.' })
  async addAddress(
    @Arg('input', () => AddAddressInput, { description: 'The address.' }) input: AddAddressInput,
    @Ctx() context: AccountsContext,
  ) {
    const user = await context.run(addAddress, input);
    return user === 'ADDRESS_BOOK_FULL' ? new AddressBookFull() : user;
  }

  @Authenticated()
  @Mutation(() => User, {
    description: 'Changes an address of yours. Orders keep the address that they were placed with.',
  })
  updateAddress(
    @Arg('input', () => UpdateAddressInput, { description: 'The changes.' }) input: UpdateAddressInput,
    @Ctx() context: AccountsContext,
  ) {
    return context.run(updateAddress, input);
  }

  @Authenticated()
  @Mutation(() => User, {
    description: 'Removes an address of yours. When it was the default, the oldest of the others becomes it.',
  })
  removeAddress(
    @Arg('id', () => ID, { description: 'The address.' }) id: string,
    @Ctx() context: AccountsContext,
  ) {
    return context.run(removeAddress, { id });
  }

  @Authenticated()
  @Mutation(() => User, {
    description: 'Makes an address of yours the default, in place of the one that is.',
  })
  setDefaultAddress(
    @Arg('id', () => ID, { description: 'The address.' }) id: string,
    @Ctx() context: AccountsContext,
  ) {
    return context.run(setDefaultAddress, { id });
  }
}
