import { describe, expect, it } from 'vitest';
import { crashLoop } from '../../test/crash.js';

describe('a server that is killed', () => {
  it('should keep every acknowledged write, tear no transaction and leave every index right', async () => {
    const report = await crashLoop({ kills: 1 });
    expect(report.kills).toBe(1);
    expect(report.acknowledged).toBeGreaterThanOrEqual(20);
  });
});
