// A list of hosts is no URL, so it is taken apart here: scheme, credentials, hosts, database, options.
const PARTS = /^(mongodb(?:\+srv)?:\/\/)([^/?]*@)?([^/?@]+)(?:\/([^?]*))?(?:\?(.*))?$/;

/**
 * A MongoDB connection string with `name` as its database. Credentials are still checked where they were: a database
 * in the string that it was also the source of, or `admin`.
 * @throws Error when `uri` is no MongoDB connection string; the message does not hold it, as it may have a password
 */
export function withDatabase(uri: string, name: string): string {
  const parts = PARTS.exec(uri);
  if (!parts) throw new Error('MONGODB_URI is not a MongoDB connection string');
  const [, scheme = '', credentials = '', hosts = '', database = '', options = ''] = parts;
  const given = options === '' ? [] : options.split('&');
  if (credentials !== '' && !given.some((option) => /^authSource=/i.test(option))) {
    given.push(`authSource=${database || 'admin'}`);
  }
  return `${scheme}${credentials}${hosts}/${name}${given.length > 0 ? `?${given.join('&')}` : ''}`;
}
