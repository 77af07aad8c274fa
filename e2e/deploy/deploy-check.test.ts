import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SECRET = '1f0c9a7d5b3e8c62';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-check-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(entry: string, argv: string[], env: Record<string, string> = {}) {
  const node = ['--conditions=@orrery/source', '--import', 'tsx', join(ROOT, entry), ...argv];
  const { status, stdout, stderr } = spawnSync(process.execPath, node, {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return {
    status,
    stdout,
    stderr,
    faults: [...stdout.matchAll(/^fault +(\S+) \(/gm)].map((line) => line[1]),
  };
}

const check = (lines: string, argv: string[] = [], env: Record<string, string> = {}) => {
  const file = join(folder, 'variables');
  writeFileSync(file, lines);
  return run('dev/src/cli.ts', ['check', '--deploy', '--env-file', file, ...argv], env);
};

/** deploy/env.example as an operator should fill it in. */
function filledIn(): string {
  const keys = join(folder, 'jwks.json');
  writeFileSync(keys, JSON.stringify({ keys: [{ kid: 'own-1' }] }));
  const values: Record<string, string> = {
    ORRERY_ENV: 'production',
    AUTH_ISSUER: 'https://id.example',
    TRUST_PROXY: '1',
    REDIS_URL: `redis://:${SECRET}@redis:6379`,
  };
  return readFileSync(join(ROOT, 'deploy/env.example'), 'utf8').replace(
    /^([A-Z_]+)=.*$/gm,
    (_line, name: string) => {
      const made = /FILE$/.test(name)
        ? keys
        : /ISSUER|URI|URL/.test(name)
          ? 'https://id.example'
          : `${SECRET}${SECRET}`;
      return `${name}=${values[name] ?? made}`;
    },
  );
}

describe('npm run orrery -- check --deploy', () => {
  it('should list every fault of variables that nobody filled in, each with its remedy', () => {
    const example = readFileSync(join(ROOT, 'deploy/env.example'), 'utf8');
    const { status, stdout, faults } = check(example);
    expect(status).toBe(1);
    const secrets = [...example.matchAll(/^([A-Z_]+(?:PASSWORD|KEY))=$/gm)].map((match) => match[1]);
    expect(secrets.length).toBeGreaterThan(5);
    expect(faults).toEqual(expect.arrayContaining([...secrets, 'ORRERY_ENV', 'OIDC_ISSUER', 'PROVIDER_URL']));
    expect(stdout.match(/^ +remedy: \S/gm)?.length).toBe(stdout.match(/^(fault|warning) /gm)?.length);
    expect(stdout).toMatch(new RegExp(`^${faults.length} faults, \\d+ warnings$`, 'm'));
  });

  it('should find nothing but the provider that moves no money where all is filled in, and never tell a value', () => {
    const { status, stdout, faults } = check(filledIn());
    expect([faults, status]).toEqual([['PROVIDER_URL'], 1]);
    expect(stdout).not.toContain(SECRET);
  });

  it('should look at one process by its own variables, those of the shell first', () => {
    const lines = 'ORRERY_ENV=production\nTLS_TERMINATED_UPSTREAM=true\nINTROSPECTION=true # for now\n';
    expect(check(lines, ['--process', 'gateway'])).toMatchObject({ status: 1, faults: ['INTROSPECTION'] });
    const closed = check(lines, ['--process', 'gateway'], { INTROSPECTION: 'false' });
    expect(closed).toMatchObject({ status: 0, faults: [] });
    expect(closed.stdout).toContain('0 faults');
  });

  it('should say how it is used', () => {
    expect(run('dev/src/cli.ts', ['check'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--deploy'),
    });
  });
});

describe('a process in production', () => {
  it('should not start, and tell all that it is refused for at once', () => {
    const { status, stderr } = run(
      'gateway/src/cli/main.ts',
      ['--supergraph', 'none', '--introspection', 'true'],
      {
        ORRERY_ENV: 'production',
        REDIS_URL: 'redis://redis:6379',
        RATE_LIMIT: 'many',
      },
    );
    expect(status).toBe(1);
    for (const name of ['TLS_TERMINATED_UPSTREAM', 'INTROSPECTION', 'REDIS_URL', 'RATE_LIMIT']) {
      expect(stderr).toContain(`  ${name}: `);
    }
  });

  it('should be refused in the same words where it is a service', () => {
    const uri = `mongodb://root:${SECRET.slice(0, 8)}@127.0.0.1:1/reviews`;
    const { status, stderr } = run('subgraphs/reviews/src/main.ts', ['serve', '--port', '0'], {
      HOST: '0.0.0.0',
      MONGODB_URI: uri,
      BROKER_URL: 'amqp://guest:guest@127.0.0.1:1',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('  MONGODB_URI: the password in the address is shorter');
    expect(stderr).toContain('  BROKER_URL: the password in the address is one that everybody tries');
    expect(stderr).not.toContain(SECRET.slice(0, 8));
  });
});
