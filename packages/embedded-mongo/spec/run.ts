import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EJSON } from 'bson';
import { MongoClient } from 'mongodb';
import { startServer } from '../src/index.js';
import { writeReadmeSection } from './readme.js';
import { reasonFor } from './reasons.js';
import { skipReason } from './requirements.js';
import { runCase } from './run-case.js';
import { findSuites, type Suite } from './suites.js';
import type { CaseResult, TestCase, TestFile } from './types.js';

const CASE_TIMEOUT_MS = 20_000;
const PACKAGE = resolve(import.meta.dirname, '..');

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    filter: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    'update-readme': { type: 'boolean', default: false },
  },
});

const specs = join(
  process.env.ORRERY_TEST_DATA ?? resolve(PACKAGE, '../../../shared/data'),
  'mongodb-driver-specs',
);

function loadFile(path: string): TestFile {
  const file = EJSON.parse(readFileSync(path, 'utf8'), { relaxed: true }) as TestFile;
  if (!file.schemaVersion) throw new Error(`${path} is not in the unified test format`);
  return file;
}

async function limited(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${CASE_TIMEOUT_MS} ms`)), CASE_TIMEOUT_MS);
  });
  await Promise.race([work, expired]).finally(() => clearTimeout(timer));
}

async function judge(
  admin: MongoClient,
  uri: string,
  file: TestFile,
  test: TestCase,
): Promise<Pick<CaseResult, 'verdict' | 'reason'>> {
  const skipped = test.skipReason ?? skipReason(file.runOnRequirements) ?? skipReason(test.runOnRequirements);
  if (skipped) return { verdict: 'skipped', reason: skipped };
  try {
    await limited(runCase(admin, uri, file, test));
    return { verdict: 'passed' };
  } catch (error) {
    return { verdict: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

interface Target {
  readonly uri: string;
  close(): Promise<void>;
}

/** The server under test: one of this package's, or the real one that MONGODB_URI names. */
async function openTarget(): Promise<Target> {
  const real = process.env.MONGODB_URI;
  if (real) return { uri: real, close: async () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'embedded-mongo-spec-'));
  const server = await startServer({ dataDir: folder, fsync: false, testCommands: true });
  const close = async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { uri: server.uri, close };
}

function show(result: CaseResult): void {
  const { suite, file, description, verdict, reason } = result;
  if (verdict !== 'failed' && !options.verbose) return;
  const why = new Set([reason, verdict === 'failed' ? reasonFor(result) : undefined]);
  const lines = [...why].filter(Boolean).map((line) => `\n        ${line}`);
  console.log(`${verdict}  ${suite}/${file}: ${description}${lines.join('')}`);
}

async function runSuite({ name: suite, folder, files }: Suite): Promise<CaseResult[]> {
  const target = await openTarget();
  const admin = await MongoClient.connect(target.uri);
  const results: CaseResult[] = [];
  try {
    for (const name of files) {
      const file = loadFile(join(folder, name));
      for (const test of file.tests) {
        if (options.filter && !`${name} ${test.description}`.includes(options.filter)) continue;
        const judgement = await judge(admin, target.uri, file, test);
        const result = { suite, file: name, description: test.description, ...judgement };
        results.push(result);
        show(result);
      }
    }
  } finally {
    await admin.close();
    await target.close();
  }
  return results;
}

function countOf(results: readonly CaseResult[], verdict: CaseResult['verdict']): number {
  return results.filter((result) => result.verdict === verdict).length;
}

const all: CaseResult[] = [];
for (const suite of findSuites(specs, positionals)) {
  const results = await runSuite(suite);
  all.push(...results);
  console.log(
    `${suite.name}: ${countOf(results, 'passed')} passed, ${countOf(results, 'failed')} failed, ${countOf(results, 'skipped')} skipped`,
  );
}
if (options['update-readme']) writeReadmeSection(join(PACKAGE, 'README.md'), all);
