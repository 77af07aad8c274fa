import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BROKEN_BUILDS } from '../../chaos/broken/builds.js';
import { proveBroken } from '../../chaos/broken/prove.js';
import { runCampaign } from '../../chaos/campaign.js';
import type { TransportName } from '../../chaos/options.js';
import { ROOT } from '../../dev/src/config.js';
import { withoutRabbitMq } from '../../packages/kit/test/rabbitmq-broker.js';

const TIMEOUT_MS = 400_000;

async function campaign(transport: TransportName, seed: number) {
  const { checkouts, kills, violations } = await runCampaign(
    { checkouts: 40, kills: 8, transport, seed },
    () => undefined,
  );
  expect(violations).toEqual([]);
  expect(kills).toHaveLength(8);
  expect(checkouts).toBeGreaterThanOrEqual(40);
}

describe('checkouts while processes are killed', () => {
  it('should lose nothing and double nothing', () => campaign('direct', 7), TIMEOUT_MS);

  it.skipIf(withoutRabbitMq)(
    `should lose nothing and double nothing over RabbitMQ${withoutRabbitMq}`,
    () => campaign('rabbitmq', 8),
    TIMEOUT_MS,
  );

  it(
    'should see what a build does that forgets to give money back',
    async () => {
      const { faults } = await proveBroken('lost-compensation', { seed: 7 });
      expect(faults).toContainEqual(expect.stringContaining('money'));
    },
    TIMEOUT_MS,
  );
});

describe('builds that are broken on purpose', () => {
  const edits = Object.entries(BROKEN_BUILDS).flatMap(([name, build]) =>
    build.edits.map((edit) => ({ name, ...edit })),
  );

  it.each(edits)('should still find what $name changes in $file', ({ file, find }) => {
    expect(readFileSync(join(ROOT, file), 'utf8').split(find)).toHaveLength(2);
  });
});
