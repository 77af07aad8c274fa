import type { LocalConfig } from './config.js';
import { lockDataFolder } from './data/lock.js';
import { seedService, unseeded } from './data/seeding.js';
import {
  databaseProcesses,
  gatewayProcess,
  type Installation,
  openInstallation,
  serviceProcess,
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
  /** Stops everything in order: the gateway, the services, the databases. */
  stop(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
}

/** The processes that were started, in order of need: what comes later needs what comes before. */
class Processes {
  readonly #levels: Supervisor[][] = [];

  constructor(private readonly progress: Progress) {}

  /** Starts processes side by side and waits for all of them. @throws StartFailure of the first that fails */
  async startLevels(...levels: Supervised[][]): Promise<void> {
    const say = (line: string) => this.progress.say(line);
    const started = levels.map((level) => level.map((supervised) => new Supervisor(supervised, say)));
    this.#levels.push(...started);
    await Promise.all(started.flat().map((one) => this.progress.step(one.name, () => one.start())));
  }

  get all(): Supervisor[] {
    return this.#levels.flat();
  }

  async stop(): Promise<void> {
    for (const level of [...this.#levels].reverse()) await Promise.all(level.map((one) => one.stop()));
  }
}

/** Starts the whole system in order of need. @throws StartFailure or LockedError; then nothing is left running */
export async function launch(config: LocalConfig, progress = new Progress()): Promise<LaunchedSystem> {
  const unlock = lockDataFolder(config.dataDir);
  const processes = new Processes(progress);
  const stop = async () => {
    await processes.stop();
    unlock();
  };
  const kill = () => {
    for (const one of processes.all) one.kill();
    unlock();
  };
  process.once('exit', kill);
  try {
    await refuseTakenPorts(config);
    const installation = await openInstallation(config);
    await processes.startLevels(databaseProcesses(installation));
    await seedMissing(installation, progress);
    const services = config.services.map((service) => serviceProcess(installation, service));
    // Side by side: the gateway is ready once it has reached every service.
    await processes.startLevels(services, [gatewayProcess(installation)]);
    return { installation, progress, process: (name) => find(processes, name), stop, kill };
  } catch (error) {
    await stop();
    throw error;
  }
}

function find(processes: Processes, name: string): Supervisor {
  const found = processes.all.find((one) => one.name === name);
  if (!found) throw new Error(`there is no process ${name}`);
  return found;
}

async function seedMissing(installation: Installation, progress: Progress): Promise<void> {
  const left = unseeded(installation);
  const seedNext = async () => {
    for (let service = left.shift(); service; service = left.shift()) {
      const current = service;
      await progress.step(`demo data of ${current.name}`, () => seedService(installation, current, 1));
    }
  };
  await Promise.all(Array.from({ length: SEEDS_AT_ONCE }, seedNext));
}
