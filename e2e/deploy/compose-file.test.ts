import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serviceFields } from '@orrery/kit';
import { Ajv } from 'ajv';
import { validate as lintDockerfile } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { GATEWAY, IDENTITY_PROVIDER, NEEDS, SERVICES, TEST_PROVIDER } from '../../dev/src/topology.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8');

interface ComposeService {
  build?: { args: { WORKSPACE: string } };
  command?: string[];
  image?: string;
  environment: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  healthcheck?: object;
  depends_on?: Record<string, { condition: string }>;
}

const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
};
const dockerfile = read('Dockerfile');

describe('docker-compose.yml', () => {
  it("should be valid by the compose specification's schema", () => {
    // The schema comes with a linter of such files, which does not export it by name.
    const schema = JSON.parse(read('node_modules/dclint/schemas/compose.schema.json')) as object;
    const validate = new Ajv({ strict: false, validateFormats: false, validateSchema: false }).compile(
      schema,
    );
    expect(validate(compose) ? [] : validate.errors).toEqual([]);
  });

  it('should run every process of the topology on its port, and nothing else but databases and the broker', () => {
    const processes = [GATEWAY, TEST_PROVIDER, ...SERVICES].map(({ name }) => name);
    const databases = SERVICES.map(({ name }) => `${name}-mongo`);
    expect(Object.keys(compose.services).sort()).toEqual([...processes, ...databases, 'rabbitmq'].sort());
    for (const { name, port, entry } of [GATEWAY, TEST_PROVIDER, ...SERVICES]) {
      expect(compose.services[name]?.environment.PORT).toBe(String(port));
      expect(compose.services[name]?.command).toEqual([entry]);
    }
  });

  it('should start each process once those that it needs are healthy', () => {
    for (const [name, needs] of Object.entries(NEEDS)) {
      const healthy = Object.fromEntries(needs.map((one) => [one, { condition: 'service_healthy' }]));
      expect(compose.services[name]?.depends_on).toEqual(healthy);
    }
    for (const [name, service] of Object.entries(compose.services)) {
      const isBuilt = service.build !== undefined; // those have the Dockerfile's health check
      expect([name, isBuilt || service.healthcheck !== undefined]).toEqual([name, true]);
    }
  });

  it('should give each service a database, a user and a password that no other has', () => {
    const uris = SERVICES.map(({ name }) => compose.services[name]?.environment.MONGODB_URI);
    expect(uris).toEqual(
      SERVICES.map(({ name }) => {
        const password = `\${${name.toUpperCase()}_DB_PASSWORD}`;
        return `mongodb://${name}:${password}@${name}-mongo:27017/${name}?replicaSet=rs0`;
      }),
    );
    for (const { name } of SERVICES) {
      expect(compose.services[`${name}-mongo`]).toMatchObject({
        image: 'mongo:8.0',
        environment: {
          SERVICE_DATABASE: name,
          SERVICE_PASSWORD: expect.stringContaining(name.toUpperCase()),
        },
      });
      expect(compose.volumes).toHaveProperty(`${name}-data`);
    }
  });

  it('should tell the gateway where each service is', () => {
    const urls = SERVICES.map(({ name, port }) => `${name}=http://${name}:${port}/graphql`).join(',');
    expect(compose.services.gateway?.environment.SUBGRAPH_URLS).toBe(urls);
  });

  it('should publish the login page beside the gateway, and nothing of a subgraph', () => {
    const { service, port } = IDENTITY_PROVIDER;
    expect(compose.services[service]?.environment.OIDC_PORT).toBe(String(port));
    const published = Object.entries(compose.services).filter(([, { ports }]) => ports !== undefined);
    expect(published.map(([name, { ports }]) => [name, ports])).toEqual([
      [GATEWAY.name, [`127.0.0.1:${GATEWAY.port}:${GATEWAY.port}`]],
      [service, [`127.0.0.1:${port}:${port}`]],
    ]);
  });

  it('should tell payments where the provider is, and keep what that did', () => {
    const { name, port } = TEST_PROVIDER;
    expect(compose.services.payments?.environment.PROVIDER_URL).toBe(`http://${name}:${port}`);
    const file = compose.services[name]?.environment.LOG_FILE ?? '';
    expect(compose.services[name]?.volumes).toEqual([`${name}-data:${file.replace(/\/[^/]*$/, '')}`]);
    expect(compose.volumes).toHaveProperty(`${name}-data`);
  });

  it('should set every variable that a service requires', () => {
    const required = Object.entries(serviceFields)
      .filter(([, field]) => !field.safeParse(undefined).success)
      .map(([name]) => name);
    expect(required.sort()).toEqual(['MONGODB_URI', 'PORT', 'SUBGRAPH_TOKEN_JWKS_FILE']);
    for (const { name } of SERVICES) {
      expect(Object.keys(compose.services[name]?.environment ?? {})).toEqual(
        expect.arrayContaining(required),
      );
    }
  });

  it('should ask for every secret, and env.example should name each', () => {
    const asked = [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+)/g)].map((match) => match[1]);
    const offered = [...read('deploy/env.example').matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);
    expect([...new Set(asked)].sort()).toEqual([...new Set(offered)].sort());
  });

  it('should mount only files that are there', () => {
    const mounted = Object.values(compose.services).flatMap(({ volumes = [] }) => volumes);
    const files = mounted.map((volume) => volume.split(':')[0] ?? '').filter((path) => path.startsWith('./'));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((path) => !existsSync(`${ROOT}${path.slice(2)}`))).toEqual([]);
  });
});

describe('Dockerfile', () => {
  it('should have no fault that a linter finds', () => {
    expect(lintDockerfile(dockerfile).map(({ message, range }) => [range.start.line + 1, message])).toEqual(
      [],
    );
  });

  it('should copy only what is there, and run as a user without rights', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      (match) => match[1]?.split(' ') ?? [],
    );
    expect(copied).toEqual(
      expect.arrayContaining(['package-lock.json', 'packages', 'subgraphs', 'gateway', 'schemas']),
    );
    expect(copied.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
    expect(dockerfile).toMatch(/^USER node$/m);
  });

  it('should be built for workspaces that exist', () => {
    const workspaces = Object.values(compose.services).flatMap(({ build }) =>
      build ? [build.args.WORKSPACE] : [],
    );
    expect(workspaces).toHaveLength(8);
    expect(workspaces.filter((path) => !existsSync(`${ROOT}${path}/package.json`))).toEqual([]);
  });
});

describe('supergraph.yaml', () => {
  it('should name the services of the topology, each at its port', () => {
    const { subgraphs } = parse(read('supergraph.yaml')) as {
      subgraphs: Record<string, { routing_url: string }>;
    };
    const urls = Object.entries(subgraphs).map(([name, { routing_url }]) => [name, routing_url]);
    expect(urls).toEqual(SERVICES.map(({ name, port }) => [name, `http://127.0.0.1:${port}/graphql`]));
  });
});
