import type { TestProject } from 'vitest/node';
import { startSystem } from '../start-system.js';

declare module 'vitest' {
  interface ProvidedContext {
    system: import('../start-system.js').SystemPlaces;
  }
}

/** One system for all tests of the graph, started as a user starts it, with its demo data. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const system = await startSystem();
  project.provide('system', system.places);
  return () => system.stop();
}
