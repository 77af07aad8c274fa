import { proveEach } from './broken/prove.js';
import { type CampaignOptions, runCampaign } from './campaign.js';
import { appendClosingLine, type ClosingLine, readClosingLines, sumOf } from './closing-lines.js';
import { dieAtFailpoints } from './failpoints.js';
import { type ChaosOptions, readOptions } from './options.js';
import type { ChaosSystem } from './system.js';
import type { TrialResult } from './trial.js';

const MOST_SHOWN = 40;

const options = readOptions(process.argv.slice(2));
const say = (line: string) => process.stdout.write(`${line}\n`);
let running: ChaosSystem | undefined;
const onStarted = (system: ChaosSystem) => {
  running = system;
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void running?.stop().finally(() => process.exit(130)));
}

const isWell = options.broken
  ? await proveEach(options.broken, { ...options, onStarted }, say)
  : await runAll();
process.exitCode = isWell ? 0 : 1;

// A run that is interrupted leaves no line, and is run again.
async function runAll(): Promise<boolean> {
  const { append, runs, transport } = options;
  const kept = append ? readClosingLines(append) : [];
  for (let seed = options.seed; seed < options.seed + runs; seed++) {
    if (kept.some((line) => line.transport === transport && line.seed === seed)) continue;
    const line = await runOnce({ ...options, seed, onStarted });
    kept.push(line);
    if (append) appendClosingLine(append, line);
  }
  say(sumOf(kept));
  return kept.every(({ violations }) => violations === 0);
}

async function runOnce(
  run: Omit<ChaosOptions, 'broken'> & Pick<CampaignOptions, 'onStarted'>,
): Promise<ClosingLine> {
  const { seed, transport, failpoints, customers } = run;
  say(`seed ${seed} over ${transport}`);
  const result = failpoints
    ? await dieAtFailpoints(run, say)
    : await runCampaign({ ...run, conditions: { customers } }, say);
  const { checkouts, kills, violations } = result;
  for (const violation of violations.slice(0, MOST_SHOWN)) say(`VIOLATED ${violation}`);
  if (violations.length > MOST_SHOWN) say(`and ${violations.length - MOST_SHOWN} more`);
  const remark = remarkOn(result);
  say(remark);
  const line = { transport, seed, checkouts, kills: kills.length, violations: violations.length, remark };
  if (options.runs > 1) say(sumOf([line]));
  return line;
}

function remarkOn({ outcomes, quietMs }: TrialResult): string {
  const date = new Date().toISOString().slice(0, 10);
  const quiet = quietMs === undefined ? 'not quiet' : `quiet after ${(quietMs / 1_000).toFixed(1)} s`;
  const ended = Object.entries(outcomes).sort(([a], [b]) => a.localeCompare(b));
  return [date, quiet, ended.map(([state, count]) => `${count} ${state}`).join(', ')].join('; ');
}
