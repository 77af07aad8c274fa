import { startSystem, type TestSystem } from '../e2e/start-system.js';
import { runMatrix } from './matrix/matrix.js';

const MOST_SHOWN = 400;

const say = (line: string) => process.stdout.write(`${line}\n`);
const startedAt = performance.now();
const tell = (doing: string) =>
  say(`${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(3)} s  ${doing}`);
let system: TestSystem | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void Promise.resolve(system?.stop()).finally(() => process.exit(130)));
}

tell('starting the demo system');
system = await startSystem();
try {
  const { cells, leaks, failures } = await runMatrix(system.places, tell);
  const found = [...leaks, ...failures];
  for (const line of found.slice(0, MOST_SHOWN)) say(line);
  if (found.length > MOST_SHOWN) say(`and ${found.length - MOST_SHOWN} more`);
  if (failures.length > 0)
    say(`${failures.length} failures: what should have come did not, or could not be asked for`);
  say(`${cells} cells, ${leaks.length} leaks`);
  process.exitCode = found.length > 0 ? 1 : 0;
} finally {
  await system.stop();
}
