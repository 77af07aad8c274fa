import { generateSync } from 'otplib';
import { describe, expect, it } from 'vitest';
import { newRecoveryCodes, newSecret, otpauthUri, recoveryHash, stepOfCode } from './second-factor.js';

const NOW = 1_800_000_015_000; // in the middle of a time step
const STEP = 60_000_000;
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'; // RFC 6238, appendix B: "12345678901234567890"

const codeAt = (step: number) => generateSync({ secret: SECRET, epoch: step * 30 });
const stepOf = (code: string, lastStep: number | null = null) =>
  stepOfCode({ secret: SECRET, code, now: NOW, lastStep });

describe('stepOfCode', () => {
  it('should agree with the examples of the specification', () => {
    // The specification's codes have 8 digits: these are their last 6.
    const examples: [number, string][] = [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_234_567_890, '005924'],
      [20_000_000_000, '353130'],
    ];
    for (const [seconds, code] of examples) {
      const step = stepOfCode({ secret: SECRET, code, now: seconds * 1_000, lastStep: null });
      expect(step).toBe(Math.floor(seconds / 30));
    }
  });

  it('should take the code of now, and those of a clock that is a step before or after', () => {
    const steps = [-2, -1, 0, 1, 2].map((offset) => stepOf(codeAt(STEP + offset)));
    expect(steps).toEqual([null, STEP - 1, STEP, STEP + 1, null]);
    const code = codeAt(STEP);
    expect(stepOf(` ${code.slice(0, 3)} ${code.slice(3)} `)).toBe(STEP);
  });

  it('should take none of a step that was used, or of one before it', () => {
    expect(stepOf(codeAt(STEP), STEP)).toBeNull();
    expect(stepOf(codeAt(STEP - 1), STEP)).toBeNull();
    expect(stepOf(codeAt(STEP + 1), STEP)).toBe(STEP + 1);
  });

  it.each(['', '12345', '1234567', '12345a', '-12345', 'x'.repeat(1_000)])(
    'should take %j for none',
    (code) => {
      expect(stepOf(code)).toBeNull();
    },
  );
});

describe('newSecret', () => {
  it('should be 160 bits that an authenticator can scan', () => {
    const secret = newSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(newSecret()).not.toBe(secret);
    expect(otpauthUri(secret, 'ada@example.com')).toBe(
      `otpauth://totp/Orrery:ada%40example.com?secret=${secret}&issuer=Orrery`,
    );
  });
});

describe('recovery codes', () => {
  it('should be ten different ones that can be read aloud', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
  });

  it('should be the same however they are written', () => {
    const hash = recoveryHash('x01k-02mq-9hva-t3we');
    for (const same of ['X01K 02MQ 9HVA T3WE', 'xOlk-o2mq-9hva-t3we', 'x0ik02mq9hvat3we']) {
      expect(recoveryHash(same)).toBe(hash);
    }
    expect(recoveryHash('x01k-02mq-9hva-t3wf')).not.toBe(hash);
  });
});
