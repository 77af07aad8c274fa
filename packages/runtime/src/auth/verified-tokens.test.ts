import { describe, expect, it } from 'vitest';
import { VerifiedTokens } from './verified-tokens.js';

const NOW_MS = 1_800_000_000_000;
const NOW = NOW_MS / 1_000; // seconds

function counted(expiresAt = NOW + 600, max = 2) {
  const state = { nowMs: NOW_MS, verified: 0 };
  const tokens = new VerifiedTokens({
    verify: async (token) => {
      state.verified++;
      if (token === 'bad') throw new Error('refused');
      return { token, expiresAt };
    },
    expiresAt: (verified) => verified.expiresAt,
    max,
    keepMs: 60_000,
    now: () => state.nowMs,
  });
  return { state, tokens };
}

describe('verified tokens', () => {
  it('should answer a token that is known at once, with the same object', async () => {
    const { state, tokens } = counted();
    const first = await tokens.verify('a');
    expect(tokens.verify('a')).toBe(first);
    expect(state.verified).toBe(1);
  });

  it('should look again when a minute is over', async () => {
    const { state, tokens } = counted();
    await tokens.verify('a');
    state.nowMs += 60_000;
    await tokens.verify('a');
    expect(state.verified).toBe(2);
  });

  it('should look again when the token has ended, 30 s of skew after its time', async () => {
    const { state, tokens } = counted(NOW + 10);
    const first = await tokens.verify('a');
    state.nowMs += 39_999;
    expect(tokens.verify('a')).toBe(first);
    state.nowMs += 1;
    await tokens.verify('a');
    expect(state.verified).toBe(2);
  });

  it('should keep no more than it may, and none that was refused', async () => {
    const { state, tokens } = counted();
    for (const token of ['a', 'b', 'c']) await tokens.verify(token);
    expect(tokens.verify('c')).not.toBeInstanceOf(Promise);
    await tokens.verify('a');
    expect(state.verified).toBe(4);
    for (let i = 0; i < 2; i++) await expect(tokens.verify('bad')).rejects.toThrow('refused');
    expect(state.verified).toBe(6);
  });
});
