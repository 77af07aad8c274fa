import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChecks } from './check.js';
import { installLine, missingPackages, offerPackages } from './debian-packages.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What vitest's JSON reporter writes, as far as it is read here. */
interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      /** Of every try: a test that passed at the second has that of the first. */
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

// Projects one after the other: integration and end-to-end tests would starve each other on two cores.
const PROJECTS = ['unit', 'int', 'e2e', 'graph'] as const;

// Files at a time: vitest's own default leaves a core free, but tests mostly wait for what they start.
const MOST_FILES = Math.max(2, availableParallelism() - 1);

async function main(): Promise<number> {
  await offerPackages();
  process.stdout.write('Checks\n');
  const checks = await runChecks();
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed } of checks) counts[passed ? 'passed' : 'failed']++;
  const folder = mkdtempSync(join(tmpdir(), 'orrery-report-'));
  const skipped: string[] = [];
  const retried: string[] = [];
  try {
    for (const project of PROJECTS) {
      const file = join(folder, `${project}.json`);
      process.stdout.write(`\nTests: ${project}\n`);
      const code = await runVitest(project, file);
      addReport(file, code, counts, { skipped, retried });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  tellSkipped(skipped);
  if (retried.length > 0) process.stdout.write(`\nPassed at the second try only:\n${retried.join('')}`);
  const mustNotSkip = process.env.ORRERY_NO_SKIP === '1' && counts.skipped > 0;
  if (mustNotSkip) process.stdout.write('ORRERY_NO_SKIP is set: nothing may be skipped here.\n');
  process.stdout.write(`\nEach of the ${checks.length} checks counts as one test.\n`);
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  return counts.failed > 0 || mustNotSkip ? 1 : 0;
}

function runVitest(project: string, outputFile: string): Promise<number> {
  const vitest = join(ROOT, 'node_modules', '.bin', 'vitest');
  const args = [
    'run',
    '--project',
    project,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${outputFile}`,
    `--maxWorkers=${MOST_FILES}`,
  ];
  const child = spawn(vitest, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function addReport(
  file: string,
  code: number,
  counts: Counts,
  { skipped, retried }: { skipped: string[]; retried: string[] },
): void {
  const before = counts.failed;
  let report: VitestReport;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    counts.failed++; // vitest itself did not get to the end
    return;
  }
  for (const { name, status, assertionResults } of report.testResults) {
    if (status === 'failed' && !assertionResults.some((one) => one.status === 'failed')) counts.failed++;
    for (const { status: outcome, fullName, failureMessages = [] } of assertionResults) {
      if (outcome === 'passed') {
        counts.passed++;
        if (failureMessages.length > 0) {
          retried.push(`  ${relative(ROOT, name)}: ${fullName}\n    ${failureMessages[0]}\n`);
        }
      } else if (outcome === 'failed') counts.failed++;
      else {
        counts.skipped++;
        skipped.push(`${relative(ROOT, name)}: ${fullName}`);
      }
    }
  }
  // An error outside of any test (an unhandled rejection) fails the run too.
  if (code !== 0 && counts.failed === before) counts.failed++;
}

function tellSkipped(skipped: readonly string[]): void {
  if (skipped.length === 0) return;
  process.stdout.write(`\nSkipped:\n${skipped.map((one) => `  ${one}\n`).join('')}`);
  const missing = missingPackages();
  if (missing.length > 0) {
    process.stdout.write(
      `To run them: ${installLine(missing.map(({ name }) => name))}   (or ORRERY_APT=1 npm test)\n`,
    );
  }
  if (!process.env.ORRERY_TEST_DATA) {
    process.stdout.write(
      'Tests on data that is not part of the project run when ORRERY_TEST_DATA names its folder.\n',
    );
  }
}

process.exitCode = await main();
