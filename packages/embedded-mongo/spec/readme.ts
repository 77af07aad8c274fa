import { readFileSync, writeFileSync } from 'node:fs';
import { reasonFor } from './reasons.js';
import type { CaseResult } from './types.js';

const BEGIN = '<!-- spec:begin (written by `npm run spec -- --update-readme`) -->';
const END = '<!-- spec:end -->';

/** A table as the formatter leaves it: its columns padded. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  const lines = rows.map((row) => `| ${row.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0]!, rule, ...lines.slice(1)];
}

function tally(results: readonly CaseResult[], suite: string): string[] {
  const of = (verdict: string) =>
    results.filter((one) => one.suite === suite && one.verdict === verdict).length;
  return [suite, String(of('passed')), String(of('failed')), String(of('skipped'))];
}

function grouped(
  results: readonly CaseResult[],
  keyOf: (result: CaseResult) => string,
): Map<string, CaseResult[]> {
  const groups = new Map<string, CaseResult[]>();
  for (const result of results) {
    const key = keyOf(result);
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return groups;
}

function section(results: readonly CaseResult[]): string {
  const suites = [...new Set(results.map(({ suite }) => suite))];
  const failed = results.filter(({ verdict }) => verdict === 'failed');
  const skipped = results.filter(({ verdict }) => verdict === 'skipped');
  const lines = [
    ...table([['suite', 'passed', 'failed', 'skipped'], ...suites.map((suite) => tally(results, suite))]),
    '',
  ];
  lines.push(`Failing cases and why (${failed.length}):`, '');
  for (const [reason, cases] of grouped(failed, reasonFor)) {
    lines.push(`- ${reason} (${cases.length})`);
    for (const { suite, file, description } of cases) lines.push(`  - ${suite}/${file}: ${description}`);
  }
  lines.push('', `Skipped cases, by the requirement that is not met (${skipped.length}):`, '');
  for (const [reason, cases] of grouped(skipped, ({ reason }) => reason ?? '')) {
    const files = [...grouped(cases, ({ suite, file }) => `${suite}/${file}`)].map(
      ([file, ones]) => `${file} (${ones.length})`,
    );
    lines.push(`- ${reason} (${cases.length}): ${files.join(', ')}`);
  }
  return lines.join('\n');
}

/** Replaces the generated section of the README. @throws Error when its marks are not there */
export function writeReadmeSection(path: string, results: readonly CaseResult[]): void {
  const text = readFileSync(path, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${path} has no generated section`);
  writeFileSync(path, `${before}${BEGIN}\n\n${section(results)}\n\n${END}${after}`);
}
