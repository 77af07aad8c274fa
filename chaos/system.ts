import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type LocalService, ROOT, readLocalConfig } from '../dev/src/config.js';
import { databaseUri } from '../dev/src/data/credentials.js';
import { seedService } from '../dev/src/data/seeding.js';
import {
  databaseProcesses,
  gatewayProcess,
  type Installation,
  openInstallation,
  serviceEnvironment,
} from '../dev/src/local-system.js';
import { Child } from '../dev/src/processes/child.js';
import type { Supervised } from '../dev/src/processes/supervisor.js';
import { answersReady, waitReady } from '../dev/src/processes/wait-ready.js';
import { SERVICES, TEST_PROVIDER } from '../dev/src/topology.js';
import { portsToKeep } from '../packages/kit/test/ports-to-keep.js';
import { startBroker, type TestBroker } from '../packages/kit/test/rabbitmq-broker.js';
import type { TransportName } from './options.js';

const READY_TIMEOUT_MS = 120_000;
const PREPARATION = join(ROOT, 'chaos', 'preparation.mjs');

/** How a system is to be. */
export interface SystemOptions {
  readonly transport: TransportName;
  /** The environment of every service, beside its own. */
  readonly serviceEnv?: Readonly<Record<string, string>>;
  readonly providerEnv?: Readonly<Record<string, string>>;
  /** How many instances of each service. @default 1 */
  readonly instances?: number;
}

/** A real system: each database, service, the gateway, the payment provider and the broker is a process that can be killed. */
export class ChaosSystem {
  readonly #children = new Map<string, Child>();
  readonly #processes = new Map<string, Supervised>();
  readonly #startEnv = new Map<string, Readonly<Record<string, string>>>();
  readonly #killed = new Set<Child>();
  readonly #deserted: string[] = [];
  #stopping = false;

  private constructor(
    readonly installation: Installation,
    readonly options: SystemOptions,
    readonly broker: TestBroker | undefined,
    /** Extra instances' ports, by service. */
    readonly ports: ReadonlyMap<string, readonly number[]>,
  ) {}

  /** Starts all processes, with the catalog's demo data and no stock, and waits until they are ready. */
  static async start(options: SystemOptions): Promise<ChaosSystem> {
    const dataDir = mkdtempSync(join(tmpdir(), 'orrery-chaos-'));
    const { instances = 1 } = options;
    const [gateway, provider, identity, ...free] = await portsToKeep(3 + SERVICES.length * (1 + instances));
    const env: Record<string, string> = {
      ORRERY_DATA_DIR: dataDir,
      ISOLATE: 'true',
      LOG_LEVEL: 'warn',
      PORT: String(gateway),
      TEST_PROVIDER_PORT: String(provider),
      OIDC_PORT: String(identity),
    };
    const ports = new Map<string, readonly number[]>();
    for (const { name } of SERVICES) {
      const own = free.splice(0, instances);
      ports.set(name, own);
      env[`${name.toUpperCase()}_PORT`] = String(own[0]);
      env[`${name.toUpperCase()}_DATABASE_PORT`] = String(free.shift());
    }
    const broker = options.transport === 'rabbitmq' ? await startBroker() : undefined;
    if (broker) env.BROKER_URL = broker.url;
    const installation = await openInstallation(readLocalConfig({ env, argv: [] }));
    const system = new ChaosSystem(installation, options, broker, ports);
    try {
      await system.#startAll();
    } catch (error) {
      await system.stop({ keep: true });
      throw error;
    }
    return system;
  }

  get gatewayUrl(): string {
    return `http://127.0.0.1:${this.installation.config.gatewayPort}/graphql`;
  }

  /** The payment provider's own log. */
  get providerLog(): string {
    return join(this.installation.config.dataDir, 'data', 'test-provider', 'effects.jsonl');
  }

  /** The address of a service's database. */
  databaseUri(name: string): string {
    return databaseUri(this.#service(name), this.installation.passwords);
  }

  /** The names of all processes that can be killed. */
  get names(): readonly string[] {
    return [...this.#processes.keys(), ...(this.broker ? ['broker'] : [])];
  }

  /** The ids of all Node processes that run. */
  get pids(): readonly number[] {
    return [...this.#children.values()].flatMap(({ pid, running }) => (running && pid ? [pid] : []));
  }

  /** The name of a service's nth instance's process. */
  instance(service: string, nth = 0): string {
    return nth === 0 ? service : `${service}-${nth}`;
  }

  /** The processes that ended though nobody killed them, and how: a sentence each. */
  get deserted(): readonly string[] {
    return this.#deserted;
  }

  /** Whether a process runs. */
  isRunning(name: string): boolean {
    return this.#children.get(name)?.running ?? false;
  }

  /** Resolves with how the running process of this name ends. */
  async ended(name: string): Promise<string> {
    return (await this.#children.get(name)?.exited) ?? 'not started';
  }

  /** Ends a process with SIGKILL, and resolves when it is gone. */
  async kill(name: string): Promise<void> {
    if (name === 'broker') return this.broker?.kill();
    const child = this.#children.get(name);
    if (child) this.#killed.add(child);
    child?.kill();
    await child?.exited;
  }

  /** Starts a process that was ended; `env` is for this start only. Resolves when it runs, which is before it is ready. */
  async restart(name: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
    if (this.#stopping) return;
    if (name === 'broker') return this.broker?.start();
    this.#startEnv.set(name, env);
    const child = this.#process(name).start();
    this.#children.set(name, child);
    if (env.FAILPOINTS) return; // it is to die by itself
    void child.exited.then((how) => {
      if (!this.#stopping && !this.#killed.has(child)) this.#deserted.push(`${name} ended by itself: ${how}`);
    });
  }

  /** Resolves when a running process is ready. */
  async ready(name: string): Promise<void> {
    const child = this.#children.get(name);
    if (child) await this.#process(name).ready(child);
  }

  /** The folders of what is kept: the data and the logs. */
  get folders(): readonly string[] {
    return [this.installation.config.dataDir, ...(this.broker?.folder ? [this.broker.folder] : [])];
  }

  /** Ends everything, and removes the data and the logs, unless they are to be kept. */
  async stop({ keep = false } = {}): Promise<void> {
    this.#stopping = true;
    const children = [...this.#children.values()].reverse();
    for (const child of children) child.kill();
    await Promise.all(children.map((child) => child.exited));
    await this.broker?.close({ keep });
    if (!keep) rmSync(this.installation.config.dataDir, { recursive: true, force: true });
  }

  async #startAll(): Promise<void> {
    const { installation } = this;
    mkdirSync(join(installation.config.dataDir, 'logs'), { recursive: true });
    for (const process of databaseProcesses(installation)) this.#add(process);
    this.#add(this.#providerProcess());
    await this.#startTogether([...this.#processes.keys()]);
    const catalog = this.#service('catalog');
    await seedService(installation, catalog, 1);
    for (const service of installation.config.services) {
      for (const [nth, port] of (this.ports.get(service.name) ?? []).entries()) {
        this.#add(this.#serviceProcess(service, this.instance(service.name, nth), port));
      }
    }
    await this.#startTogether([...this.#processes.keys()].filter((name) => !this.#children.has(name)));
    this.#add(gatewayProcess(installation));
    await this.#startTogether(['gateway']);
  }

  async #startTogether(names: readonly string[]): Promise<void> {
    for (const name of names) await this.restart(name);
    await Promise.all(names.map((name) => this.ready(name)));
  }

  #add(process: Supervised): void {
    this.#processes.set(process.name, process);
  }

  #process(name: string): Supervised {
    const process = this.#processes.get(name);
    if (!process) throw new Error(`there is no process ${name}`);
    return process;
  }

  #service(name: string): LocalService {
    const service = this.installation.config.services.find((one) => one.name === name);
    if (!service) throw new Error(`there is no service ${name}`);
    return service;
  }

  #providerProcess(): Supervised {
    const { config } = this.installation;
    return this.#nodeProcess(TEST_PROVIDER.name, TEST_PROVIDER.entry, config.testProviderPort, () => ({
      ORRERY_ENV: 'development',
      LOG_FILE: this.providerLog,
      LOG_LEVEL: config.logLevel,
      ...this.options.providerEnv,
    }));
  }

  #serviceProcess(service: LocalService, name: string, port: number): Supervised {
    const subscribers = [...this.ports].map(
      ([other, own]) => `${other}=${own.map((one) => `http://127.0.0.1:${one}/events`).join('|')}`,
    );
    return this.#nodeProcess(name, service.entry, port, () => ({
      ...serviceEnvironment(this.installation, service),
      EVENT_SUBSCRIBERS: subscribers.join(','),
      NODE_OPTIONS: `--import ${pathToFileURL(PREPARATION).href}`,
      ...this.options.serviceEnv,
      ...(name !== service.name && { OIDC_PORT: '' }), // one instance of accounts has the provider's port
    }));
  }

  #nodeProcess(
    name: string,
    entry: string,
    port: number,
    envOf: () => Readonly<Record<string, string>>,
  ): Supervised {
    let starts = 0;
    const logFile = () => this.installation.logFile(`${name}.${starts}`);
    return {
      name,
      start: () => {
        starts += 1;
        const env = { ...envOf(), PORT: String(port), ...this.#startEnv.get(name) };
        return new Child({ name, entry: join(ROOT, entry), env, logFile: logFile() });
      },
      ready: (child) => waitReady(child, logFile(), () => answersReady(port), READY_TIMEOUT_MS),
    };
  }
}
