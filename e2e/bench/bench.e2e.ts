import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('npm run bench', () => {
  it('should measure gateways that give the same answer, and end with the ratios', async () => {
    const { code, output, errors } = await bench(
      ...[
        '--only',
        'stock,ours,ours-signing,floor',
        '--rounds',
        '1',
        '--seconds',
        '0.1',
        '--warm-up',
        '1',
        '--starts',
        '1',
      ],
    );
    expect(errors).toBe('');
    expect(code).toBe(0);
    for (const operation of ['light', 'medium', 'heavy']) {
      expect(output).toContain(`\n${operation}: 4 gateways gave the same answer`);
    }
    const fetches = [...output.matchAll(/^(?:stock|ours|ours-signing|floor) .*%\s+(\d+)/gm)].map(
      ([, count]) => count,
    );
    expect(fetches).toHaveLength(12);
    expect(fetches.filter((_, i) => i % 4 === 0 || i % 4 === 3)).toEqual(['1', '1', '3', '3', '16', '16']); // of stock and the floor
    expect(output.trimEnd().split('\n').at(-1)).toMatch(
      /^heavy [\d.]+x, medium [\d.]+x, light [\d.]+x stock$/,
    );
  });

  it('should refuse what it does not know', async () => {
    const { code, errors } = await bench('--only', 'theirs');
    expect(code).toBe(1);
    expect(errors).toMatch(/^--only knows stock, .*, not theirs\n$/);
  });
});

function bench(...args: string[]): Promise<{ code: number | null; output: string; errors: string }> {
  const child = spawn(
    process.execPath,
    [...['--import', 'tsx', '--conditions=@orrery/source', 'bench/run.ts'], ...args],
    { cwd: ROOT },
  );
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output, errors })));
}
