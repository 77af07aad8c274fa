import { describe, expect, it } from 'vitest';
import { portsOf, readLocalConfig } from './config.js';

const read = (env: Record<string, string> = {}, argv: string[] = []) => readLocalConfig({ env, argv });

describe('readLocalConfig', () => {
  it('should give each process a port of its own by default', () => {
    const ports = portsOf(read()).map(({ port }) => port);
    expect(ports[0]).toBe(4000);
    expect(new Set(ports).size).toBe(15);
  });

  it('should report all faults at once, and no values', () => {
    const env = {
      PORT: 'secret',
      CATALOG_PORT: '70000',
      ORRERY_DATADIR: 'x',
      MONGODB_URI: 'http://u:hidden@h',
      BROKER_URL: 'http://u:hidden@h',
    };
    expect(() => read(env)).toThrowError(
      expect.objectContaining({
        message: expect.stringMatching(/5 fault.*ORRERY_DATADIR.*PORT:.*BROKER_URL:.*CATALOG_PORT/s),
      }),
    );
    expect(() => read(env)).not.toThrow(/secret|hidden/);
  });

  it('should refuse a port that two processes would share', () => {
    expect(() => read({ CATALOG_PORT: '4000' })).toThrow('CATALOG_PORT: is 4000, which PORT has already');
  });

  it("should give each service a database of its own in a user's MongoDB", () => {
    const { services } = read({
      MONGODB_URI: 'mongodb://u:p@h:1,h:2/?replicaSet=rs0',
      ORDERS_MONGODB_URI: 'mongodb://x/mine',
    });
    const uris = Object.fromEntries(services.map(({ name, externalUri }) => [name, externalUri]));
    expect(uris.catalog).toBe('mongodb://u:p@h:1,h:2/catalog?replicaSet=rs0&authSource=admin');
    expect(uris.orders).toBe('mongodb://x/mine');
  });

  it("should take a user's broker, and need none", () => {
    expect(read().brokerUrl).toBeUndefined();
    expect(read({ BROKER_URL: 'amqps://u:p@h/v' }).brokerUrl).toBe('amqps://u:p@h/v');
  });

  it('should take flags over the environment, and refuse those that do not exist', () => {
    expect(read({ PORT: '1' }, ['--port', '2', '--isolate'])).toMatchObject({
      gatewayPort: 2,
      isolate: true,
    });
    expect(() => read({}, ['--prot', '2'])).toThrow('--prot: is not a flag');
  });
});
