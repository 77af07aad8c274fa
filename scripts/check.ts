import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name);
const tsx = (script: string, ...args: string[]): [string, string[]] => [
  bin('tsx'),
  ['--conditions=@orrery/source', join(ROOT, 'scripts', script), ...args],
];

/** What `npm run check` checks: each is a command that says what is wrong and exits non-zero. */
const CHECKS: Readonly<Record<string, [command: string, args: string[]]>> = {
  types: [bin('tsc'), ['-p', 'tsconfig.json', '--noEmit']],
  'lint and formatting': [bin('biome'), ['check', '--error-on-warnings', '.']],
  boundaries: tsx('check-boundaries.ts'),
  shape: tsx('check-shape.ts'),
  'schema drift': tsx('compose.ts', '--check'),
};

/** How a check ended. */
export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  readonly output: string;
}

/** Runs all checks, two at a time, and prints how each ended. */
export async function runChecks(): Promise<CheckResult[]> {
  const left = Object.entries(CHECKS);
  const results: CheckResult[] = [];
  const next = async () => {
    for (let check = left.shift(); check; check = left.shift()) {
      const [name, [command, args]] = check;
      const result = await runCheck(name, command, args);
      results.push(result);
      process.stdout.write(`  ${result.passed ? 'ok    ' : 'FAILED'}  ${name}\n`);
      if (!result.passed) process.stdout.write(`${result.output.trimEnd()}\n`);
    }
  };
  await Promise.all([next(), next()]);
  return results;
}

function runCheck(name: string, command: string, args: readonly string[]): Promise<CheckResult> {
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ name, passed: false, output: error.message }));
    child.once('close', (code) => resolve({ name, passed: code === 0, output }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = await runChecks();
  process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
}
