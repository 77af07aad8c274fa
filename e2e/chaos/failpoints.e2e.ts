import { describe, expect, it } from 'vitest';
import { TAKING_PART } from '../../chaos/books.js';
import { dieAtFailpoints, ON_REFUSALS, pointsOf } from '../../chaos/failpoints.js';
import type { TransportName } from '../../chaos/options.js';
import { withoutRabbitMq } from '../../packages/kit/test/rabbitmq-broker.js';
import { FAILPOINTS, type FailpointName } from '../../packages/runtime/src/index.js';

const TIMEOUT_MS = 600_000;
const SEED = 1;

async function dieEverywhere(transport: TransportName) {
  const { deaths, violations } = await dieAtFailpoints({ transport, seed: SEED }, () => undefined);
  const killed = TAKING_PART.flatMap((service) =>
    pointsOf(service, transport).map((point) => `${service} at ${point}: SIGKILL`),
  );
  expect(deaths.map(({ name, point, how }) => `${name} at ${point}: ${how}`).sort()).toEqual(killed.sort());
  expect(violations).toEqual([]);
}

describe('services that die at each point of their events', () => {
  it('should lose nothing and double nothing', () => dieEverywhere('direct'), TIMEOUT_MS);

  it.skipIf(withoutRabbitMq)(
    `should lose nothing and double nothing over RabbitMQ${withoutRabbitMq}`,
    () => dieEverywhere('rabbitmq'),
    TIMEOUT_MS,
  );

  it('should leave out no point', () => {
    const tried = new Set<FailpointName>(TAKING_PART.flatMap((service) => pointsOf(service, 'rabbitmq')));
    expect([...tried, ...ON_REFUSALS].sort()).toEqual(Object.keys(FAILPOINTS).sort());
  });
});
