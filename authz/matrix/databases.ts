import { createHash } from 'node:crypto';
import mongoose, { type mongo } from 'mongoose';
import { readLocalConfig } from '../../dev/src/config.js';
import { databasePasswords, databaseUri } from '../../dev/src/data/credentials.js';
import type { SystemPlaces } from '../../e2e/start-system.js';

// What services do by themselves while nobody asks them for anything.
// A checkout that is refused has taken a number, which stays a gap, and its record in the audit log says so.
const OWN_AFFAIRS =
  /^(outbox|inbox|leases?|jobs?|relay|dead|events?|consumer|published|projection|orderNumbers$|audit_log$)/i;

/** A document as it is stored. */
export type Row = { readonly _id: string } & Record<string, unknown>;

/** The databases of a running system, for what no operation can bring about. */
export class Databases {
  private constructor(private readonly connections: ReadonlyMap<string, mongoose.Connection>) {}

  /** Connects to the databases of all services. */
  static async of(places: SystemPlaces): Promise<Databases> {
    const { MONGODB_URI } = process.env;
    const { services } = readLocalConfig({ env: { ...places.env, ...(MONGODB_URI && { MONGODB_URI }) } });
    const passwords = databasePasswords(
      places.dataDir,
      services.map(({ name }) => name),
    );
    const connections = new Map<string, mongoose.Connection>();
    for (const service of services) {
      const connection = mongoose.createConnection(databaseUri(service, passwords));
      connections.set(service.name, await connection.asPromise());
    }
    return new Databases(connections);
  }

  /** A collection of a service. */
  collection(service: string, name: string): mongo.Collection<Row> {
    const connection = this.connections.get(service);
    if (!connection) throw new Error(`there is no service ${service}`);
    return connection.collection<Row>(name);
  }

  /** The first row that fits. @throws Error when none does */
  async row(service: string, name: string, filter: mongo.Filter<Row> = {}): Promise<Row> {
    const row = await this.collection(service, name).findOne(filter, { sort: { _id: 1 } });
    if (!row) throw new Error(`${service} has no row in ${name} with ${JSON.stringify(filter)}`);
    return row;
  }

  /** A digest of every collection: equal as long as nobody wrote anything. */
  async digests(): Promise<ReadonlyMap<string, string>> {
    const digests = new Map<string, string>();
    for (const [service, { db }] of this.connections) {
      for (const { name } of (await db?.listCollections().toArray()) ?? []) {
        if (OWN_AFFAIRS.test(name)) continue;
        const hash = createHash('sha256');
        for await (const row of this.collection(service, name).find().sort({ _id: 1 })) {
          hash.update(JSON.stringify(row));
        }
        digests.set(`${service}.${name}`, hash.digest('base64url'));
      }
    }
    return digests;
  }

  async close(): Promise<void> {
    for (const connection of this.connections.values()) await connection.close();
  }
}

/** What differs between two {@link Databases.digests}. */
export function changed(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}
