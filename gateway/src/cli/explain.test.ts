import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EXPLAIN_USAGE, explain } from './explain.js';

const SUPERGRAPH = fileURLToPath(new URL('../../../schemas/supergraph.graphql', import.meta.url));
const QUERY =
  'query Q($no: Boolean!) { products(first: 1) { nodes { id: name ...P @skip(if: $no) } } } fragment P on Product { rating { average } }';

const run = (...flags: string[]) => explain(['--supergraph', SUPERGRAPH, ...flags]);

describe('explain', () => {
  it('should show the document as it is planned', async () => {
    const text = await run('--stage', 'normalize', QUERY);
    expect(text).toContain('orrery_id: name');
    expect(text).not.toContain('QueryPlan');
  });

  it('should show the plan', async () => {
    expect(await run('--stage=plan', QUERY)).toMatch(
      /QueryPlan \{[\s\S]*Fetch\(service: "catalog"\)[\s\S]*Flatten\(path: "products\.nodes\.@"\)[\s\S]*"reviews"/,
    );
  });

  it('should show the requests of each step, and when they are sent', async () => {
    const lines = (await run('--stage', 'fetch', QUERY)).split('\n').filter((line) => /^\S/.test(line));
    expect(lines.slice(1)).toEqual([
      'step 1: catalog, for the root',
      'where $no is false:',
      'step 2: reviews, for products.nodes.@',
    ]);
  });

  it("should show the answer's shape", async () => {
    expect((await run('--stage', 'project', QUERY)).split('\n').slice(1)).toEqual([
      'products: ProductConnection!',
      '  nodes: [Product!]!',
      '    id: String!',
      '    on Product @skip(if: $no)',
      '      rating: ProductRating',
      '        average: Float',
      '',
    ]);
  });

  it('should show all stages when none is named', async () => {
    const titles = (await run(QUERY)).split('\n').filter((line) => line.startsWith('# '));
    expect(titles.map((title) => title.split(':')[0])).toEqual([
      '# normalize',
      '# plan',
      '# fetch',
      '# project',
    ]);
  });

  it.each([
    ['an unknown field', ['{ nothing }'], 'Cannot query field "nothing"'],
    [
      'a condition at the root of a subscription',
      ['subscription ($no: Boolean!) { productChanged @skip(if: $no) { id } }'],
      '@skip may not stand at the root of a subscription',
    ],
    ['no document', ['{'], 'Syntax Error'],
    ['several operations', ['query A { me { id } } query B { me { id } }'], '--operation NAME'],
    ['a stage that there is not', ['--stage', 'guess', '{ me { id } }'], '--stage must be one of'],
    ['no query', [], 'give one QUERY'],
    ['an unknown flag', ['--stages', 'plan', '{ me { id } }'], "Unknown option '--stages'"],
  ])('should refuse %s', async (_title, flags, message) => {
    await expect(run(...flags)).rejects.toThrow(message);
  });

  it('should name all faults of its arguments', async () => {
    await expect(explain(['--stage', 'guess'])).rejects.toThrow(
      /--supergraph FILE is required\n--stage must.*\ngive one QUERY/,
    );
    expect(await explain(['--help'])).toBe(EXPLAIN_USAGE);
  });
});
