import { afterEach, describe, expect, it } from 'vitest';
import { StartFailure } from '../../dev/src/processes/start-failure.js';
import { type IdentitySystem, startIdentity } from './fixture/identity-system.js';

describe('a process of the provider', () => {
  let system: IdentitySystem | undefined;

  afterEach(async () => {
    await system?.stop();
    system = undefined;
  });

  /** What an instance says that does not start beside one that does. */
  async function complaint(variables: Record<string, string>): Promise<string> {
    try {
      system = await startIdentity([{}, variables]);
    } catch (error) {
      if (error instanceof StartFailure) return error.lines.join('\n');
      throw error;
    }
    throw new Error('it started');
  }

  it('should not start with another secret than the one that its keys were made with', async () => {
    const OIDC_KEY_SECRET = 'another secret, of enough characters';
    const said = await complaint({ OIDC_KEY_SECRET });
    expect(said).toContain('OIDC_KEY_SECRET is not the one that they were made with');
    expect(said).not.toContain(OIDC_KEY_SECRET);
  });

  it('should not start in production with addresses of development', async () => {
    const said = await complaint({ ORRERY_ENV: 'production' });
    expect(said).toContain('OIDC_ISSUER');
    expect(said).toContain('OIDC_REDIRECT_URIS');
  });
});
