import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const require = createRequire(import.meta.url);

// Workspace packages resolve to their sources, so tests need no build. Not `module`: those builds are for bundlers, and
// node cannot load some of them (@opentelemetry/api).
const conditions = ['@orrery/source', 'node', 'import', 'default'];

const shared = {
  resolve: {
    conditions,
    // graphql ships .js and .mjs; two copies in one process break `instanceof` (type-graphql takes .js).
    alias: [{ find: /^graphql$/, replacement: require.resolve('graphql') }],
  },
  ssr: { resolve: { conditions, externalConditions: conditions } },
};

const ignored = ['**/node_modules/**', '**/dist/**'];

// Tests of whole systems, of up to a dozen processes on a machine that others may load. What needs its second try is listed
// with what failed at the first (scripts/test.ts): it is to be looked at, not to be lived with.
const WHOLE_SYSTEMS = { testTimeout: 120_000, hookTimeout: 180_000, retry: 1 };

// These take minutes: what begins last runs alone.
const LONG = [
  /e2e\/chaos\/failpoints/,
  /e2e\/authz\//,
  /e2e\/chaos\//,
  /e2e\/identity\/key-rotation/,
  /live-fan-out\.int/,
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      LONG.findIndex((pattern) => pattern.test(moduleId)) + 1 || LONG.length + 1;
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** One project per kind of test: the file's suffix picks it. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...ignored, '**/*.int.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'int',
          include: ['**/*.int.test.ts'],
          exclude: ignored,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts', 'gateway/**/*.e2e.ts'],
          exclude: [...ignored, 'e2e/graph/**'],
          ...WHOLE_SYSTEMS,
        },
      },
      {
        ...shared,
        test: {
          name: 'graph',
          include: ['e2e/graph/*.e2e.ts'],
          // One running system, shared by all of its tests.
          globalSetup: 'e2e/graph/global-setup.ts',
          ...WHOLE_SYSTEMS,
        },
      },
    ],
  },
});
