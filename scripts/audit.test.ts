import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const AUDIT = fileURLToPath(new URL('./audit.mjs', import.meta.url));

const counts = (high: number, low = 0) => ({
  metadata: { vulnerabilities: { info: 0, low, moderate: 0, high, critical: 0, total: high + low } },
});
const REFUSED = {
  message: '405 Method Not Allowed - POST https://user:secret@npm.example/-/advisories/bulk',
};

describe('npm run audit', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'orrery-audit-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs it with an npm that prints a report. */
  function audit(report: object | string, ...args: string[]) {
    const npm = join(folder, 'npm');
    const text = typeof report === 'string' ? report : JSON.stringify(report);
    writeFileSync(npm, `#!/bin/sh\ncat <<'END'\n${text}\nEND\nexit 1\n`);
    chmodSync(npm, 0o755);
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    const { status, stdout } = spawnSync(process.execPath, [AUDIT, ...args], { env, encoding: 'utf8' });
    return { status, lines: stdout.trimEnd().split('\n') };
  }

  it('should pass when nothing is known that is high or critical', () => {
    const lines = ['1 known vulnerabilities, 0 of them high or critical'];
    expect(audit(counts(0, 1))).toEqual({ status: 0, lines });
  });

  it('should fail, and name it, when something is', () => {
    const ws = { name: 'ws', severity: 'high', range: '<8.17.1', fixAvailable: true };
    expect(audit({ ...counts(1), vulnerabilities: { ws } }, '--allow-unavailable')).toEqual({
      status: 1,
      lines: ['high  ws <8.17.1, and there is a fix', '1 known vulnerabilities, 1 of them high or critical'],
    });
  });

  it('should say that nothing was audited where the registry offers no advisories, and fail unless told otherwise', () => {
    const told =
      'Nothing was audited: the registry offers no advisories (405 Method Not Allowed - POST the registry).';
    const remedy = 'Run it where it does, or pass --allow-unavailable to go on without.';
    expect(audit(REFUSED)).toEqual({ status: 1, lines: [told, remedy] });
    expect(audit(REFUSED, '--allow-unavailable')).toEqual({ status: 0, lines: [told] });
    expect(audit('no report').status).toBe(1);
  });
});
