import { verify } from '@node-rs/argon2';
import { seedId } from '@orrery/contracts';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import type { Model } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredUser } from './models/user.model.js';
import { accounts } from './service.js';

const PASSWORD = 'correct horse battery';
const OWNER = seedId('User', 'owner');
const OTHER = seedId('User', 'other');
const ADMIN = seedId('User', 'admin');
const asOwner = { caller: callerOf(OWNER) };
const asOther = { caller: callerOf(OTHER) };
const asAdmin = { caller: callerOf(ADMIN, 'ADMIN') };

const REGISTER = `mutation ($input: RegisterInput!) {
  register(input: $input) { __typename ... on User { id } ... on MutationError { code } }
}`;
const ADD = `mutation ($input: AddAddressInput!) {
  addAddress(input: $input) {
    __typename
    ... on User { addresses { id recipient country phone isDefault } }
    ... on MutationError { code }
  }
}`;
const ASSIGN = `mutation ($input: AssignRolesInput!) {
  assignRoles(input: $input) { __typename ... on User { id } ... on MutationError { code } }
}`;
const HOME = { recipient: 'Ada', lines: ['1 Quay Street'], postalCode: 'D02', city: 'Dublin', country: 'ie' };

interface AddressRow {
  id: string;
  recipient: string;
  country: string;
  phone: string | null;
  isDefault: boolean;
}

describe('writes to accounts', () => {
  let service: TestService;
  let users: Model<StoredUser>;

  beforeAll(async () => {
    service = await openTestService(accounts);
    users = (service.opened.scope().models as { User: Model<StoredUser> }).User;
  });

  afterAll(() => service.close());

  beforeEach(async () => {
    await users.deleteMany({});
    const common = { passwordHash: 'none', addresses: [], defaultAddressId: null, createdAt: new Date() };
    await users.insertMany([
      { _id: OWNER, email: 'owner@example.com', displayName: 'Owner', roles: ['CUSTOMER'], ...common },
      { _id: OTHER, email: 'other@example.com', displayName: 'Other', roles: ['CUSTOMER'], ...common },
      { _id: ADMIN, email: 'admin@example.com', displayName: 'Admin', roles: ['ADMIN'], ...common },
    ]);
  });

  async function add(isDefault = false, sentBy = asOwner): Promise<AddressRow> {
    const input = { ...HOME, isDefault };
    const { data } = await service.execute<{ addAddress: { addresses: AddressRow[] } }>(
      ADD,
      { input },
      sentBy,
    );
    return data.addAddress.addresses.at(-1) as AddressRow;
  }

  describe('register', () => {
    it('should make a customer with a normalised email and an argon2id hash', async () => {
      const input = { email: 'New.User@Example.COM', displayName: '  New User ', password: PASSWORD };
      const { data } = await service.execute<{ register: { id: string } }>(REGISTER, { input });
      expect(data.register).toMatchObject({ __typename: 'User', id: expect.stringMatching(/^usr_/) });
      const stored = await users.findById(data.register.id).select('+passwordHash').lean();
      expect(stored).toMatchObject({
        email: 'new.user@example.com',
        displayName: 'New User',
        roles: ['CUSTOMER'],
        addresses: [],
        defaultAddressId: null,
      });
      expect(stored?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect(await verify(stored?.passwordHash ?? '', PASSWORD)).toBe(true);
    });

    it('should give an email address to one of those who ask for it at the same time', async () => {
      const spellings = ['a@example.com', 'A@example.com', 'a@EXAMPLE.com', 'A@Example.Com', 'a@example.COM'];
      const answers = await Promise.all(
        spellings.map(async (email) => {
          const input = { email, displayName: 'A', password: PASSWORD };
          const { data } = await service.execute<{ register: { __typename: string } }>(REGISTER, { input });
          return data.register.__typename;
        }),
      );
      expect(answers.sort()).toEqual(['EmailTaken', 'EmailTaken', 'EmailTaken', 'EmailTaken', 'User']);
      expect(await users.countDocuments({ email: 'a@example.com' })).toBe(1);
    });

    it('should name each faulty field without echoing the password', async () => {
      const input = { email: 'nobody', displayName: '   ', password: 'hunter2!' };
      const { errors } = await service.execute(REGISTER, { input });
      expect(errors?.[0]?.extensions).toEqual({
        code: 'BAD_USER_INPUT',
        fields: [
          { path: 'input.email', message: 'must be an email' },
          { path: 'input.displayName', message: 'must not be blank' },
          { path: 'input.password', message: 'must be longer than or equal to 12 characters' },
        ],
      });
      expect(JSON.stringify(errors)).not.toContain('hunter2');
      expect(await users.countDocuments()).toBe(3);
    });

    it('should have no way to ask for a role', async () => {
      const input = { email: 'x@example.com', displayName: 'X', password: PASSWORD, roles: ['ADMIN'] };
      const { errors } = await service.execute(REGISTER, { input });
      expect(errors?.[0]?.message).toContain('Field "roles" is not defined by type "RegisterInput"');
    });
  });

  describe('updateProfile', () => {
    const UPDATE = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { id displayName } }`;

    it("should change the caller's own name, and nothing when nothing is given", async () => {
      const changed = await service.execute(UPDATE, { input: { displayName: ' Countess ' } }, asOwner);
      expect(changed.data).toEqual({ updateProfile: { id: OWNER, displayName: 'Countess' } });
      const kept = await service.execute(UPDATE, { input: { displayName: null } }, asOwner);
      expect(kept.data).toEqual({ updateProfile: { id: OWNER, displayName: 'Countess' } });
    });

    it('should refuse a caller without a token, and one without an account', async () => {
      const input = { displayName: 'X' };
      const anonymous = await service.execute(UPDATE, { input });
      expect(anonymous.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
      const gone = await service.execute(UPDATE, { input }, { caller: callerOf('usr_gone') });
      expect(gone.errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
    });
  });

  describe('the address book', () => {
    it('should make the first address the default, and another one on demand', async () => {
      expect(await add()).toMatchObject({ recipient: 'Ada', country: 'IE', phone: null, isDefault: true });
      expect(await add()).toMatchObject({ isDefault: false });
      const third = await add(true);
      const stored = await users.findById(OWNER).lean();
      expect(stored?.addresses).toHaveLength(3);
      expect(stored?.defaultAddressId).toBe(third.id);
    });

    it('should keep 20 of 50 addresses that come at the same time, one of them the default', async () => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, async (_, nth) => {
          const input = { ...HOME, isDefault: nth % 2 === 0 };
          const { data } = await service.execute<{ addAddress: { code?: string } }>(ADD, { input }, asOwner);
          return data.addAddress.code ?? 'added';
        }),
      );
      expect(answers.filter((answer) => answer === 'added')).toHaveLength(20);
      expect(answers.filter((answer) => answer === 'ADDRESS_BOOK_FULL')).toHaveLength(30);
      const stored = await users.findById(OWNER).lean();
      expect(stored?.addresses).toHaveLength(20);
      expect(stored?.addresses.map(({ _id }) => _id)).toContain(stored?.defaultAddressId);
    });

    it('should hand the default on until no address is left, also when all are removed at the same time', async () => {
      const ids = [(await add()).id, (await add()).id, (await add()).id];
      const REMOVE = 'mutation ($id: ID!) { removeAddress(id: $id) { addresses { id isDefault } } }';
      const { data } = await service.execute(REMOVE, { id: ids[0] }, asOwner);
      expect(data).toEqual({
        removeAddress: {
          addresses: [
            { id: ids[1], isDefault: true },
            { id: ids[2], isDefault: false },
          ],
        },
      });
      await Promise.all(ids.slice(1).map((id) => service.execute(REMOVE, { id }, asOwner)));
      expect(await users.findById(OWNER).lean()).toMatchObject({ addresses: [], defaultAddressId: null });
      expect(await add()).toMatchObject({ isDefault: true });
    });

    it('should have exactly one default however additions, removals and choices mix', async () => {
      const ids = [(await add()).id, (await add()).id, (await add()).id, (await add()).id];
      await Promise.all(
        Array.from({ length: 50 }, (_, nth) => {
          const id = ids[nth % 4];
          if (nth % 5 === 0) return add(true);
          const field = nth % 7 === 0 ? 'removeAddress' : 'setDefaultAddress';
          return service.execute(`mutation { ${field}(id: "${id}") { id } }`, {}, asOwner);
        }),
      );
      const stored = await users.findById(OWNER).lean();
      const kept = stored?.addresses.map(({ _id }) => _id) ?? [];
      expect(kept.length).toBeGreaterThan(0);
      expect(kept).toContain(stored?.defaultAddressId);
    });

    it('should change the parts that are given, and remove a telephone number by null only', async () => {
      const UPDATE = `mutation ($input: UpdateAddressInput!) {
        updateAddress(input: $input) { addresses { recipient lines city country phone } }
      }`;
      const { id } = await add();
      const rest = { recipient: 'Ada', lines: ['1 Quay Street'], country: 'IE' };
      const moved = { id, city: 'Cork', phone: '+353 21 123', recipient: null };
      expect((await service.execute(UPDATE, { input: moved }, asOwner)).data).toEqual({
        updateAddress: { addresses: [{ ...rest, city: 'Cork', phone: '+353 21 123' }] },
      });
      const kept = await service.execute(UPDATE, { input: { id } }, asOwner);
      expect(kept.data).toEqual({
        updateAddress: { addresses: [{ ...rest, city: 'Cork', phone: '+353 21 123' }] },
      });
      const silent = await service.execute(UPDATE, { input: { id, phone: null } }, asOwner);
      expect(silent.data).toEqual({ updateAddress: { addresses: [{ ...rest, city: 'Cork', phone: null }] } });
    });

    it("should treat another's address as absent and change nothing", async () => {
      const { id } = await add();
      const before = await users.findById(OWNER).lean();
      const attempts = [
        `removeAddress(id: "${id}") { id }`,
        `setDefaultAddress(id: "${id}") { id }`,
        `updateAddress(input: { id: "${id}", city: "Elsewhere" }) { id }`,
      ];
      for (const attempt of attempts) {
        const { errors } = await service.execute(`mutation { ${attempt} }`, {}, asOther);
        expect(errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' });
      }
      expect(await users.findById(OWNER).lean()).toEqual(before);
    });

    it('should keep words that look like database paths as they are', async () => {
      const input = { ...HOME, recipient: '$email', lines: ['$$ROOT', '$displayName'] };
      await service.execute(ADD, { input }, asOwner);
      const stored = await users.findById(OWNER).lean();
      expect(stored?.addresses[0]).toMatchObject({ recipient: '$email', lines: ['$$ROOT', '$displayName'] });
    });

    it('should name each faulty field', async () => {
      const input = {
        recipient: ' ',
        lines: [],
        postalCode: 'D02',
        city: 'Dublin',
        country: 'XX',
        phone: 'none',
      };
      const { errors } = await service.execute(ADD, { input }, asOwner);
      const fields = errors?.[0]?.extensions?.fields as { path: string }[];
      expect(fields.map(({ path }) => path)).toEqual([
        'input.recipient',
        'input.lines',
        'input.country',
        'input.phone',
      ]);
    });
  });

  describe('assignRoles', () => {
    it('should let an administrator give roles, each once', async () => {
      const input = { userId: OTHER, roles: ['FINANCE', 'CUSTOMER', 'FINANCE'] };
      expect((await service.execute(ASSIGN, { input }, asAdmin)).data).toEqual({
        assignRoles: { __typename: 'User', id: OTHER },
      });
      expect((await users.findById(OTHER).lean())?.roles).toEqual(['CUSTOMER', 'FINANCE']);
    });

    it('should refuse everybody else, and change nothing', async () => {
      const input = { userId: OWNER, roles: ['ADMIN'] };
      const support = { caller: callerOf(OTHER, 'SUPPORT') };
      const codes = [];
      for (const sentBy of [{}, asOwner, support]) {
        codes.push((await service.execute(ASSIGN, { input }, sentBy)).errors?.[0]?.extensions?.code);
      }
      expect(codes).toEqual(['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN']);
      expect((await users.findById(OWNER).lean())?.roles).toEqual(['CUSTOMER']);
    });

    it('should keep administrators from locking themselves out, and refuse no role at all', async () => {
      const own = await service.execute(ASSIGN, { input: { userId: ADMIN, roles: ['SUPPORT'] } }, asAdmin);
      expect(own.data).toEqual({ assignRoles: { __typename: 'OwnAdminRole', code: 'OWN_ADMIN_ROLE' } });
      const none = await service.execute(ASSIGN, { input: { userId: OTHER, roles: [] } }, asAdmin);
      expect(none.errors?.[0]?.extensions).toMatchObject({ fields: [{ path: 'input.roles' }] });
      const nobody = await service.execute(ASSIGN, { input: { userId: 'usr_x', roles: ['ADMIN'] } }, asAdmin);
      expect(nobody.errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' });
      expect((await users.findById(ADMIN).lean())?.roles).toEqual(['ADMIN']);
    });
  });
});
