import type { LocalConfig } from './config.js';
import { lockDataFolder } from './data/lock.js';
import { seedService, unseeded } from './data/seeding.js';
import {
  databaseProcesses,
  gatewayProcess,
  type Installation,
  openInstallation,
  serviceProcess,
  testProviderProcess,
} from './local-system.js';
import { refuseTakenPorts } from './processes/ports.js';
import { type Supervised, Supervisor } from './processes/supervisor.js';
import { Progress } from './progress.js';

const SEEDS_AT_ONCE = 2; // each is a process of its own

/** The system as it runs on this machine. */
export interface LaunchedSystem {
  readonly installation: Installation;
  readonly progress: Progress;
  /** The process of a service or of the gateway. */
  process(name: string): Supervisor;
  /** Stops everything in order: the gateway, the services, what they stand on. */
  stop(): Promise<void>;
}

/** The processes that were started, in order of need: what comes later needs what comes before. */
class Processes {
  readonly #levels: Supervisor[][] = [];
  #stopped = false;

  constructor(private readonly progress: Progress) {}

  /** Starts processes side by side and waits for all of them. @throws StartFailure of the first that fails */
  async startLevels(...levels: Supervised[][]): Promise<void> {
    if (this.#stopped) return;
    const say = (line: string) => this.progress.say(line);
    const started = levels.map((level) => level.map((supervised) => new Supervisor(supervised, say)));
    this.#levels.push(...started);
    await Promise.all(started.flat().map((one) => this.progress.step(one.name, () => one.start())));
  }

  get all(): Supervisor[] {
    return this.#levels.flat();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const level of [...this.#levels].reverse()) await Promise.all(level.map((one) => one.stop()));
  }
}

/**
 * Starts the whole system in order of need.
 * @returns undefined when `signal` was raised before everything was up; then nothing is left running
 * @throws StartFailure or DataFolderError; then nothing is left running
 */
export async function launch(config: LocalConfig, signal: AbortSignal): Promise<LaunchedSystem | undefined> {
  const unlock = lockDataFolder(config.dataDir);
  const progress = new Progress();
  const processes = new Processes(progress);
  const seeding = new AbortController();
  const stop = async () => {
    progress.close(); // what is still starting is not worth a word any more
    seeding.abort();
    await processes.stop();
    unlock();
  };
  process.once('exit', () => {
    for (const one of processes.all) one.kill();
    unlock();
  });
  const raised = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  try {
    const installation = await Promise.race([bringUp(config, processes, progress, seeding.signal), raised]);
    if (installation) return { installation, progress, process: (name) => find(processes, name), stop };
  } catch (error) {
    await stop();
    throw error;
  }
  await stop();
  return undefined;
}

async function bringUp(
  config: LocalConfig,
  processes: Processes,
  progress: Progress,
  signal: AbortSignal,
): Promise<Installation> {
  await refuseTakenPorts(config);
  const installation = await openInstallation(config);
  await processes.startLevels([...databaseProcesses(installation), testProviderProcess(installation)]);
  await seedMissing(installation, progress, signal);
  const services = config.services.map((service) => serviceProcess(installation, service));
  // Side by side: the gateway is ready once it has reached every service.
  await processes.startLevels(services, [gatewayProcess(installation)]);
  return installation;
}

function find(processes: Processes, name: string): Supervisor {
  const found = processes.all.find((one) => one.name === name);
  if (!found) throw new Error(`there is no process ${name}`);
  return found;
}

async function seedMissing(
  installation: Installation,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const left = unseeded(installation);
  const seedNext = async () => {
    for (let service = left.shift(); service; service = left.shift()) {
      const current = service;
      await progress.step(`demo data of ${current.name}`, () =>
        seedService(installation, current, 1, signal),
      );
    }
  };
  await Promise.all(Array.from({ length: SEEDS_AT_ONCE }, seedNext));
}
