// Passwords of examples and of images as they come, in lower case.
const KNOWN = new Set([
  'admin',
  'change-me',
  'changeit',
  'changeme',
  'default',
  'demo',
  'development',
  'example',
  'guest',
  'mongo',
  'mongodb',
  'orrery',
  'password',
  'postgres',
  'rabbitmq',
  'redis',
  'root',
  'secret',
  'test',
]);

const LEAST_LENGTH = 12;

/** Why a secret protects nothing; undefined for one that may. */
export function weaknessOf(secret: string): string | undefined {
  if (secret === '') return 'is empty';
  if (KNOWN.has(secret.toLowerCase().replace(/\d+$/, ''))) return 'is one that everybody tries';
  if (secret.length < LEAST_LENGTH) return `is shorter than ${LEAST_LENGTH} characters`;
  if (new Set(secret).size < 5) return 'repeats itself';
  return undefined;
}

/** Why the user and password in an address protect nothing; undefined for those that may, and for no address. */
export function weakAddress(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const [, credentials = ''] = /^[a-z+]+:\/\/(?:([^/?#]*)@)?/.exec(address) ?? [];
  const [user = '', ...rest] = credentials.split(':');
  const password = rest.join(':');
  if (password === '') return 'the address has no password';
  const weakness = weaknessOf(decoded(password));
  if (weakness) return `the password in the address ${weakness}`;
  return decoded(password) === decoded(user) ? 'the password in the address is the name' : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
