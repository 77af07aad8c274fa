// Loaded into each service before its own code: makes faults in how events travel, and breaks builds on purpose.
import { createHash } from 'node:crypto';
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';

const { CHAOS_DUPLICATES, CHAOS_DELAYS, CHAOS_SEED = '0', CHAOS_BREAK, CHAOS_ROOT } = process.env;

if (CHAOS_BREAK)
  register(new URL('./broken/source-hook.mjs', import.meta.url), { data: JSON.parse(CHAOS_BREAK) });

const duplicates = Number(CHAOS_DUPLICATES ?? 0);
const delays = Number(CHAOS_DELAYS ?? 0);
if (duplicates > 0 || delays > 0) {
  const { EventConsumer } = await import(
    pathToFileURL(`${CHAOS_ROOT}/packages/kit/dist/events/event-consumer.js`).href
  );
  const consume = EventConsumer.prototype.consume;
  const lateAfter = { hold: 300 };
  // At the consumer's door, so that both transports meet the same: an event comes twice, at once or later, or is overtaken.
  EventConsumer.prototype.consume = async function consumeWithFaults(event) {
    if (drawn('overtaken', event) < delays) await sleep(lateAfter.hold * drawn('hold', event));
    const outcome = await consume.call(this, event);
    const again = drawn('twice', event);
    if (again < duplicates / 2) await consume.call(this, event);
    else if (again < duplicates)
      setTimeout(() => consume.call(this, event).catch(() => undefined), 2_000 * again);
    return outcome;
  };
}

function drawn(what, event) {
  const digest = createHash('sha256').update(`${CHAOS_SEED} ${what} ${event?.id}`).digest();
  return digest.readUInt32BE() / 2 ** 32;
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
