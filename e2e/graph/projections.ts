import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { describe, expect, inject, it, vi } from 'vitest';
import { readLocalConfig } from '../../dev/src/config.js';
import { databasePasswords, databaseUri } from '../../dev/src/data/credentials.js';

const CLI = fileURLToPath(new URL('../../dev/dist/cli.js', import.meta.url));
const LONG = { timeout: 110_000, interval: 500 };

describe('a projection of events', () => {
  const places = inject('system');
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [CLI, 'events', ...args], {
      env: { PATH: process.env.PATH, ...places.env },
      encoding: 'utf8',
    });

  it('should be built anew by one command while the system runs, and be what it was', async () => {
    const { MONGODB_URI } = process.env;
    const { services } = readLocalConfig({ env: { ...places.env, ...(MONGODB_URI && { MONGODB_URI }) } });
    const reviews = services.find(({ name }) => name === 'reviews');
    if (!reviews) throw new Error('there is no service reviews');
    const passwords = databasePasswords(
      places.dataDir,
      services.map(({ name }) => name),
    );
    const connection = await mongoose.createConnection(databaseUri(reviews, passwords)).asPromise();
    const received = () => connection.collection('receivedProducts').find().sort({ _id: 1 }).toArray();
    try {
      await vi.waitFor(() => expect(run('lag').stdout).toContain('orders to reviews: 0 waiting'), LONG);
      const before = await received();
      expect(before).not.toEqual([]);
      const { status, stdout } = run('rebuild', 'reviews', 'received-products');
      expect(stdout).toMatch(/^reviews: received-products is empty and has forgotten \d+ events/);
      expect(stdout).toMatch(/^orders: \d+ events go out again$/m);
      expect(status).toBe(0);
      await vi.waitFor(() => expect(run('lag').stdout).toContain('orders to reviews: 0 waiting'), LONG);
      expect(await received()).toEqual(before);
      expect(run('dead', 'list', '--json')).toMatchObject({ status: 0, stdout: '' });
    } finally {
      await connection.close();
    }
  }, 240_000);

  it('should be refused for what makes none, by the names of those that do', () => {
    const { status, stderr } = run('rebuild', 'reviews', 'nothing');
    expect([status, stderr]).toEqual([1, 'reviews has no projection nothing; it has: received-products\n']);
    expect(run('rebuild', 'nobody', 'nothing').status).toBe(2);
  });
});
