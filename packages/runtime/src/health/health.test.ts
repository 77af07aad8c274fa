import { describe, expect, it, vi } from 'vitest';
import { Health } from './health.js';

describe('Health', () => {
  it('should be ready without checks, and with checks that pass', async () => {
    const health = new Health();
    expect(await health.readiness()).toEqual({ ready: true, body: { status: 'ready', checks: {} } });
    health.require('database', async () => undefined);
    health.require('broker', async () => ({ lag: 3 }));
    expect(await health.readiness()).toEqual({
      ready: true,
      body: { status: 'ready', checks: { database: 'ok', broker: { lag: 3 } } },
    });
  });

  it('should not be ready while one check fails, tell nothing of its address, and recover', async () => {
    const health = new Health();
    let up = false;
    health.require('database', async () => {
      if (!up) throw new Error('connect ECONNREFUSED 10.0.0.7:27017');
    });
    health.require('broker', async () => undefined);
    expect(await health.readiness()).toEqual({
      ready: false,
      body: { status: 'not ready', checks: { database: 'does not answer', broker: 'ok' } },
    });
    up = true;
    expect((await health.readiness()).ready).toBe(true);
  });

  it('should count a check that does not end within two seconds as failed', async () => {
    vi.useFakeTimers();
    try {
      const health = new Health();
      health.require('database', () => new Promise(() => undefined));
      const readiness = health.readiness();
      await vi.advanceTimersByTimeAsync(2_000);
      expect((await readiness).body).toEqual({
        status: 'not ready',
        checks: { database: 'does not answer' },
      });
    } finally {
      vi.useRealTimers();
    }
  });

  it('should count a check that throws at once as failed', async () => {
    const health = new Health();
    health.require('database', () => {
      throw new Error('no client');
    });
    expect((await health.readiness()).body.checks).toEqual({ database: 'does not answer' });
  });

  it('should not be ready while it drains, whatever its checks say', async () => {
    const health = new Health();
    health.require('database', async () => undefined);
    health.drain();
    expect(await health.readiness()).toEqual({
      ready: false,
      body: { status: 'draining', checks: { database: 'ok' } },
    });
  });
});
