import { createLogger } from '@orrery/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SubgraphRequest } from '../../transports/http/subgraph-request.js';
import type { Ended } from './ended-sessions.js';
import { RevocationFeed } from './revocation-feed.js';

const NOW = '2026-11-24T12:00:00.000Z';
const revocation = {
  userId: 'usr_1',
  everything: false,
  sessionIds: [],
  clientIds: [],
  exceptSessionId: null,
  at: '2026-11-24T11:59:59.900Z',
};
const AT = 1_795_521_599;

describe('a feed of revoked credentials', () => {
  let asked: SubgraphRequest[];
  let ended: [Ended, number | undefined][];
  let logged: string[];
  let answer: () => unknown;
  let feed: RevocationFeed;

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    ended = [];
    logged = [];
    answer = () => ({ revokedCredentials: { now: NOW, revocations: [] } });
    const write = (line: string) => void logged.push((JSON.parse(line) as { msg: string }).msg);
    feed = new RevocationFeed({
      subgraph: 'accounts',
      pollMs: 2_000,
      callers: { endSessions: (whose, at) => void ended.push([whose, at]) },
      log: createLogger({ service: 'gateway', level: 'info' }, { write }),
    });
  });
  afterEach(() => {
    feed.stop();
    vi.useRealTimers();
  });

  const follow = async () => {
    feed.follow(async (_subgraph, request) => {
      asked.push(request);
      return { data: answer() } as never;
    });
    await vi.advanceTimersByTimeAsync(0);
  };

  it('should ask at once for all there is, then for what came since, as a machine with the one scope', async () => {
    await follow();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(asked.map(({ variables }) => variables?.since)).toEqual([
      '1970-01-01T00:00:00.000Z',
      '2026-11-24T11:59:00.000Z',
      '2026-11-24T11:59:00.000Z',
    ]);
    expect(asked[0]?.caller).toMatchObject({ kind: 'machine', scopes: ['tokens:watch'] });
    expect(asked[1]?.caller).toBe(asked[0]?.caller);
  });

  it('should end whatever is named, as of the time that the subgraph tells', async () => {
    const revocations = [
      { ...revocation, sessionIds: ['ses_1', 'ses_2'] },
      { ...revocation, clientIds: ['key:1'] },
      { ...revocation, everything: true },
      { ...revocation, everything: true, exceptSessionId: 'ses_3' },
    ];
    answer = () => ({ revokedCredentials: { now: NOW, revocations } });
    await follow();
    expect(ended).toEqual([
      [{ sessionId: 'ses_1' }, AT],
      [{ sessionId: 'ses_2' }, AT],
      [{ clientId: 'key:1' }, AT],
      [{ userId: 'usr_1' }, AT],
      [{ userId: 'usr_1', exceptSessionId: 'ses_3' }, AT],
    ]);
  });

  it('should say once that it hears nothing, ask on, and miss nothing', async () => {
    await follow();
    answer = () => null;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(logged).toEqual(['revoked credentials are not heard of: tokens count until they expire']);
    answer = () => ({ revokedCredentials: { now: NOW, revocations: [{ ...revocation, everything: true }] } });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(logged.at(-1)).toBe('revoked credentials are heard of again');
    expect(ended).toEqual([[{ userId: 'usr_1' }, AT]]);
    expect(asked.at(-1)?.variables?.since).toBe('2026-11-24T11:59:00.000Z');
  });
});
