import { createHash } from 'node:crypto';
import { newId } from '@orrery/contracts';
import { DEMO_PASSWORD, seedWorld } from '@orrery/contracts/seed';
import { generateSync } from 'otplib';
import { OWNER } from '../askers.js';
import { fresh, type MutationProbe, type ProbeScene, quoted, userOf } from './mutation-probe.js';

const FAR_FUTURE = new Date('2100-01-01T00:00:00Z');
const MOST_API_KEYS = 50;
const owner = OWNER.user ?? { id: '', email: '', roles: [] };
const withSecondFactor = seedWorld().users.at(40);
const IN_A_WEEK = new Date(Date.now() + 7 * 86_400_000).toISOString();

const login = (email: string, password: string) =>
  `input: { email: ${quoted(email)}, password: ${quoted(password)} }`;
const users = ({ databases }: ProbeScene) => databases.collection('accounts', 'users');

async function blockedAccount({ databases }: ProbeScene): Promise<string> {
  const email = `blocked-${fresh().toLowerCase()}@example.com`;
  const digest = createHash('sha256').update(email).digest('base64url');
  const row = { failures: 99, nextAt: FAR_FUTURE, claim: 'a probe', expiresAt: FAR_FUTURE };
  await databases.collection('accounts', 'attempts').insertOne({ _id: `account:login:${digest}`, ...row });
  return email;
}

async function setVerified(scene: ProbeScene, emailVerifiedAt: Date | null): Promise<string> {
  await users(scene).updateOne({ _id: userOf(scene, owner).id }, { $set: { emailVerifiedAt } });
  return '';
}

async function setSecondFactor(scene: ProbeScene, id: string, since: Date | null): Promise<void> {
  const secondFactor = { sealedSecret: 'none', lastStep: null, recoveryHashes: [] };
  const change = since
    ? { $set: { secondFactorSince: since, secondFactor } }
    : { $set: { secondFactorSince: null }, $unset: { secondFactor: 1 } };
  await users(scene).updateOne({ _id: id }, change as object);
}

async function addApiKeys({ databases }: ProbeScene, userId: string, count: number): Promise<string> {
  const rows = Array.from({ length: count }, () => ({
    _id: newId('ApiKey'),
    userId,
    name: 'a probe',
    scopes: ['users:read'],
    prefix: 'probe',
    hash: fresh() + fresh(),
    createdAt: new Date(),
    expiresAt: FAR_FUTURE,
    lastUsedAt: null,
    revokedAt: null,
  }));
  await databases.collection('accounts', 'api_keys').insertMany(rows);
  return rows[0]?._id ?? '';
}

const keyInput = (scope: string) =>
  `input: { name: "a probe", scopes: [${quoted(scope)}], expiresAt: ${quoted(IN_A_WEEK)} }`;

/** Logging in and out. */
export const LOGIN_PROBES: readonly MutationProbe[] = [
  { field: 'login', outcome: 'LoggedIn', args: () => login(owner.email, DEMO_PASSWORD) },
  {
    field: 'login',
    outcome: 'InvalidCredentials',
    args: () => login(`nobody-${fresh()}@example.com`, 'no such password'),
  },
  {
    field: 'login',
    outcome: 'SecondFactorRequired',
    args: async (scene) => {
      await setSecondFactor(scene, withSecondFactor.id, new Date());
      return login(withSecondFactor.email, DEMO_PASSWORD);
    },
  },
  {
    field: 'login',
    outcome: 'TooManyAttempts',
    args: async (scene) => login(await blockedAccount(scene), 'no such password'),
  },
  { field: 'refresh', outcome: 'InvalidRefreshToken', args: () => 'refreshToken: "no such token"' },
  {
    field: 'refresh',
    outcome: 'Tokens',
    args: async ({ mutate }) => {
      const text = `login(${login(owner.email, DEMO_PASSWORD)}) { ... on LoggedIn { tokens { refreshToken } } }`;
      const { tokens } = (await mutate('anonymous', text)).login as { tokens: { refreshToken: string } };
      return `refreshToken: ${quoted(tokens.refreshToken)}`;
    },
  },
  { field: 'logout' },
];

/** What shows who somebody is: passwords, mailboxes, authenticators. */
export const CREDENTIAL_PROBES: readonly MutationProbe[] = [
  {
    field: 'requestPasswordReset',
    outcome: 'MailOnItsWay',
    args: () => `input: { email: "nobody-${fresh()}@example.com" }`,
  },
  {
    field: 'resetPassword',
    outcome: 'InvalidToken',
    args: () => 'input: { token: "no such token", newPassword: "long enough 1234" }',
  },
  { field: 'verifyEmail', outcome: 'InvalidToken', args: () => 'token: "no such token"' },
  {
    field: 'changePassword',
    outcome: 'InvalidCredentials',
    args: () => 'input: { oldPassword: "no such password", newPassword: "long enough 1234" }',
    refused: () => `input: { oldPassword: ${quoted(DEMO_PASSWORD)}, newPassword: "long enough 1234" }`,
  },
  {
    field: 'requestEmailVerification',
    outcome: 'MailOnItsWay',
    args: (scene) => setVerified(scene, null),
    refused: () => '',
  },
  {
    field: 'requestEmailVerification',
    outcome: 'EmailAlreadyVerified',
    askers: ['FINANCE'],
    args: (scene) => setVerified(scene, new Date()),
  },
  { field: 'enrolSecondFactor', outcome: 'SecondFactorEnrolment' },
  { field: 'confirmSecondFactor', outcome: 'InvalidCode', args: () => 'input: { code: "000000" }' },
  {
    field: 'confirmSecondFactor',
    outcome: 'SecondFactorConfirmed',
    askers: ['FINANCE'],
    args: async (scene) => {
      await setSecondFactor(scene, userOf(scene, owner).id, null);
      const text = 'enrolSecondFactor { ... on SecondFactorEnrolment { secret } }';
      const { secret } = (await scene.mutate('FINANCE', text)).enrolSecondFactor as { secret: string };
      return `input: { code: ${quoted(generateSync({ secret }))} }`;
    },
  },
  { field: 'enrolSecondFactor', outcome: 'SecondFactorInUse', askers: ['FINANCE'] },
  {
    field: 'removeSecondFactor',
    outcome: 'InvalidCredentials',
    args: () => 'input: { password: "no such password" }',
    refused: () => `input: { password: ${quoted(DEMO_PASSWORD)} }`,
  },
];

/** Keys of machines. */
export const API_KEY_PROBES: readonly MutationProbe[] = [
  {
    field: 'createApiKey',
    outcome: 'ApiKeyCreated',
    askers: ['SUPPORT', 'ADMIN'],
    args: () => keyInput('users:read'),
  },
  // Nobody gives a key more than they have.
  {
    field: 'createApiKey',
    outcome: 'ScopesNotHeld',
    askers: ['owner', 'other customer', 'SUPPORT', 'CATALOG_MANAGER', 'WAREHOUSE', 'FINANCE'],
    args: () => keyInput('roles:assign'),
  },
  { field: 'exchangeApiKey', outcome: 'InvalidApiKey', args: () => 'key: "no such key"' },
  {
    field: 'exchangeApiKey',
    outcome: 'MachineToken',
    args: async ({ mutate }) => {
      const text = `createApiKey(${keyInput('users:read')}) { ... on ApiKeyCreated { key } }`;
      const { key } = (await mutate('ADMIN', text)).createApiKey as { key: string };
      return `key: ${quoted(key)}`;
    },
  },
  {
    field: 'revokeApiKey',
    outcome: 'ApiKey',
    args: async (scene) => `id: ${quoted(await addApiKeys(scene, owner.id, 1))}`,
    refused: async ({ databases }) =>
      `id: ${quoted((await databases.row('accounts', 'api_keys', { userId: owner.id }))._id)}`,
  },
  {
    field: 'createApiKey',
    outcome: 'TooManyApiKeys',
    askers: ['SUPPORT'],
    args: async (scene) => {
      await addApiKeys(scene, userOf(scene, owner).id, MOST_API_KEYS);
      return keyInput('users:read');
    },
  },
];

/** What ends the tokens of whoever runs it: nothing comes after it. */
export const LAST_PROBES: readonly MutationProbe[] = [{ field: 'endOtherSessions' }];
