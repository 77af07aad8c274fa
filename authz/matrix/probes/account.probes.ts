import { newId } from '@orrery/contracts';
import { seedWorld } from '@orrery/contracts/seed';
import { OWNER } from '../askers.js';
import { addSessions } from '../rows.js';
import { fresh, type MutationProbe, type ProbeScene, quoted, userOf } from './mutation-probe.js';

const owner = OWNER.user ?? { id: '', email: '', roles: [] };
const ownAddresses = seedWorld()
  .users.at(0)
  .addresses.map(({ id }) => id);
const ADDRESS =
  'recipient: "A. Probe", lines: ["Probe Street 1"], postalCode: "10115", city: "Berlin", country: "DE"';
const MOST_ADDRESSES = 20;

const users = ({ databases }: ProbeScene) => databases.collection('accounts', 'users');

async function anotherAddress(scene: ProbeScene): Promise<string> {
  const _id = newId('Address');
  const address = {
    _id,
    recipient: 'A. Probe',
    lines: ['1'],
    postalCode: '1',
    city: 'Berlin',
    country: 'DE',
  };
  await users(scene).updateOne({ _id: owner.id }, { $push: { addresses: address } } as object);
  return _id;
}

async function fillAddressBook(scene: ProbeScene): Promise<void> {
  const { id } = userOf(scene, owner);
  const { addresses } = await scene.databases.row('accounts', 'users', { _id: id });
  const [first] = addresses as { _id: string }[];
  const more = Array.from({ length: MOST_ADDRESSES - 1 }, () => ({ ...first, _id: newId('Address') }));
  await users(scene).updateOne({ _id: id }, { $set: { addresses: [first, ...more] } });
}

/** Profiles, address books and roles. */
export const ACCOUNT_PROBES: readonly MutationProbe[] = [
  {
    field: 'updateProfile',
    args: () => 'input: { displayName: "A. Probe" }',
    refused: () => 'input: { displayName: "Mallory" }',
  },
  { field: 'addAddress', args: () => `input: { ${ADDRESS} }` },
  {
    field: 'updateAddress',
    args: () => `input: { id: ${quoted(ownAddresses[0] ?? '')}, phone: "+49 30 5550100" }`,
    refused: () => `input: { id: ${quoted(ownAddresses[0] ?? '')}, recipient: "Mallory" }`,
  },
  { field: 'setDefaultAddress', args: () => `id: ${quoted(ownAddresses[1] ?? '')}` },
  {
    field: 'removeAddress',
    args: async (scene) => `id: ${quoted(await anotherAddress(scene))}`,
    refused: () => `id: ${quoted(ownAddresses[1] ?? '')}`,
  },
  {
    field: 'addAddress',
    outcome: 'AddressBookFull',
    args: async (scene) => {
      await fillAddressBook(scene);
      return `input: { ${ADDRESS} }`;
    },
  },
  {
    field: 'assignRoles',
    args: () => `input: { userId: ${quoted(seedWorld().users.at(20).id)}, roles: [CUSTOMER] }`,
    // Whoever may not give roles would like one.
    refused: (scene) => `input: { userId: ${quoted(userOf(scene, owner).id)}, roles: [ADMIN] }`,
  },
  {
    field: 'assignRoles',
    outcome: 'OwnAdminRole',
    askers: ['ADMIN'],
    args: (scene) => `input: { userId: ${quoted(userOf(scene, owner).id)}, roles: [CUSTOMER] }`,
  },
  // As it is already; whoever may not would like more.
  {
    field: 'updateRole',
    outcome: 'RoleDefinition',
    args: () => 'input: { name: SUPPORT }',
    refused: () => 'input: { name: CUSTOMER, scopes: ["users:read"] }',
  },
  {
    field: 'updateRole',
    outcome: 'RoleIsFixed',
    args: () => 'input: { name: ADMIN, scopes: ["users:read"] }',
  },
  {
    field: 'endSession',
    args: async ({ databases }) => `id: ${quoted((await addSessions(databases))[0] ?? '')}`,
    refused: async ({ databases }) =>
      `id: ${quoted((await databases.row('accounts', 'sessions', { userId: owner.id }))._id)}`,
  },
  {
    field: 'register',
    outcome: 'User',
    args: () =>
      `input: { email: "probe-${fresh()}@example.com", displayName: "A. Probe", password: "long enough ${fresh()}" }`,
  },
  {
    field: 'register',
    outcome: 'EmailTaken',
    args: () => `input: { email: ${quoted(owner.email)}, displayName: "Mallory", password: "long enough 1" }`,
  },
];
