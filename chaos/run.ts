import { runCampaign } from './campaign.js';
import { readOptions } from './options.js';

const MOST_SHOWN = 40;

const options = readOptions(process.argv.slice(2));
const say = (line: string) => process.stdout.write(`${line}\n`);

say(`seed ${options.seed} over ${options.transport}${options.broken ? `, broken: ${options.broken}` : ''}`);
const { checkouts, kills, violations, outcomes, quietMs } = await runCampaign(options, say);
for (const violation of violations.slice(0, MOST_SHOWN)) say(`VIOLATED ${violation}`);
if (violations.length > MOST_SHOWN) say(`and ${violations.length - MOST_SHOWN} more`);
const ended = Object.entries(outcomes).sort(([a], [b]) => a.localeCompare(b));
say(`orders: ${ended.map(([state, count]) => `${count} ${state}`).join(', ')}`);
if (quietMs !== undefined) say(`quiet ${(quietMs / 1_000).toFixed(1)} s after the last customer`);
say(`${checkouts} checkouts, ${kills.length} kills, ${violations.length} violations`);
process.exitCode = violations.length > 0 ? 1 : 0;
