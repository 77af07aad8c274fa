import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { environmentField } from '../config/fields.js';
import { ConfigError, loadConfig } from '../config/load-config.js';
import { armFailpoints, failpoint } from './failpoint.js';
import { failpointFields, failpointTriggers } from './failpoint-settings.js';

const schema = z.object({ ORRERY_ENV: environmentField, ...failpointFields });

function arm(points: string, seed = '0', environment = 'development'): void {
  const env = { ORRERY_ENV: environment, FAILPOINTS: points, FAILPOINT_SEED: seed };
  armFailpoints(failpointTriggers('shop', loadConfig('shop', schema, { env })));
}

function refusal(points: string, environment?: string): string {
  try {
    arm(points, '0', environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('it was accepted');
}

/** The passes of a point at which the process would have died. */
function deaths(passes: number): number[] {
  const died: number[] = [];
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  for (let nth = 1; nth <= passes; nth++) {
    kill.mockClear();
    failpoint('relay.published');
    if (kill.mock.calls.length > 0) {
      expect(kill.mock.calls).toEqual([[process.pid, 'SIGKILL']]);
      died.push(nth);
    }
  }
  return died;
}

afterEach(() => {
  vi.restoreAllMocks();
  armFailpoints(new Map());
});

test('kills the process with the signal that nothing can catch, at the pass that was named', () => {
  arm('relay.marked=exit@1, relay.published=exit@3');
  expect(deaths(5)).toEqual([3]);
});

test('does nothing at a point that was not named, nor when none was', () => {
  arm('relay.marked=exit@1');
  expect(deaths(3)).toEqual([]);
  arm('');
  expect(deaths(3)).toEqual([]);
});

test('draws chances from the seed: the same again, others from another', () => {
  arm('relay.published=exit@p0.25', '7');
  const first = deaths(400);
  expect(first.length).toBeGreaterThan(60);
  expect(first.length).toBeLessThan(140);
  arm('relay.published=exit@p0.25', '7');
  expect(deaths(400)).toEqual(first);
  arm('relay.published=exit@p0.25', '8');
  expect(deaths(400)).not.toEqual(first);
});

test('names every fault: a point that there is not, and a time that is none', () => {
  const message = refusal(
    'relay.publish=exit@1,relay.marked=exit@0,relay.published=panic,relay.marked=exit@p2',
  );
  expect(message).toContain('there is no point relay.publish; there are transaction.before-commit,');
  expect(message.match(/needs =exit@N/g)).toHaveLength(3);
});

test('is refused in production', () => {
  expect(refusal('relay.published=exit@1', 'production')).toContain('FAILPOINTS: makes the process die');
  expect(() => arm('', '0', 'production')).not.toThrow();
});
