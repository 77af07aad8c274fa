import type { LocalConfig } from '../config.js';
import { followSources } from '../follow-sources.js';
import { start } from './start.js';

/** `npm run dev`: the system with live reload. */
export function dev(config: LocalConfig): Promise<number> {
  return start(config, followSources);
}
