import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header that carries an event's signature: `t=SECONDS,v1=HEX`. */
export const SIGNATURE_HEADER = 'x-orrery-event-signature';

const MAX_AGE_SECONDS = 300; // clocks may differ, and a request may wait; a replay within it is a duplicate

/** Signs a body with the key that the services share. @param now milliseconds since 1970 */
export function signBody(key: string, body: string, now = Date.now()): string {
  const seconds = Math.floor(now / 1_000);
  return `t=${seconds},v1=${mac(key, seconds, body).toString('hex')}`;
}

/** Whether a body was signed with this key within the last five minutes. */
export function isSigned(key: string, body: string, signature: unknown, now = Date.now()): boolean {
  const match = typeof signature === 'string' && /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature);
  if (!match) return false;
  const seconds = Number(match[1]);
  if (Math.abs(now / 1_000 - seconds) > MAX_AGE_SECONDS) return false;
  return timingSafeEqual(Buffer.from(match[2] as string, 'hex'), mac(key, seconds, body));
}

function mac(key: string, seconds: number, body: string): Buffer {
  return createHmac('sha256', key).update(`${seconds}.${body}`).digest();
}
