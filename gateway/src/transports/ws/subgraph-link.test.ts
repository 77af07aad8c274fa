import { MessageType } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SubgraphLink, type UpstreamListener } from './subgraph-link.js';
import type { Loss, SocketListener } from './subgraph-socket.js';

const REQUEST = { query: 'subscription { a }', variables: {} };
const loss = (kind: Loss['kind']): Loss => ({ kind, reason: 'unreachable', cause: new Error('lost') });

/** A connection whose other end is the test. */
class FakeSocket {
  readonly sent: string[] = [];
  isClosed = false;

  constructor(readonly listener: SocketListener) {}

  subscribe(id: string): void {
    this.sent.push(`subscribe ${id}`);
  }

  complete(id: string): void {
    this.sent.push(`complete ${id}`);
  }

  close(): void {
    this.isClosed = true;
  }
}

describe('a link to a subgraph', () => {
  const sockets: FakeSocket[] = [];
  let link: SubgraphLink;
  const losses: boolean[] = [];
  let onIdle: ReturnType<typeof vi.fn<() => void>>;

  beforeEach(() => {
    vi.useFakeTimers();
    sockets.length = 0;
    losses.length = 0;
    onIdle = vi.fn<() => void>();
    link = new SubgraphLink({
      subgraph: 'goods',
      open: (listener) => {
        const socket = new FakeSocket(listener);
        sockets.push(socket);
        return socket;
      },
      startMs: 30_000,
      outageMs: 300_000,
      random: () => 1,
      onLost: (_loss, isNews) => losses.push(isNews),
      onIdle,
    });
  });
  afterEach(() => {
    link.close();
    vi.useRealTimers();
  });

  const socket = () => sockets.at(-1) as FakeSocket;
  const listen = () => {
    const told: unknown[] = [];
    const listener: UpstreamListener = {
      event: (payload) => told.push(payload),
      completed: () => told.push('completed'),
      refused: (errors) => told.push(['refused', errors]),
      failed: ({ message, code }) => told.push(['failed', message, code]),
    };
    const stop = link.subscribe(REQUEST, listener);
    return { told, stop };
  };

  it('should open one connection with the first subscription, and send all when it is ready', () => {
    expect(sockets).toHaveLength(0);
    listen();
    listen();
    expect(socket().sent).toEqual([]);
    socket().listener.ready();
    listen();
    expect(sockets).toHaveLength(1);
    expect(socket().sent).toEqual(['subscribe 1', 'subscribe 2', 'subscribe 3']);
  });

  it('should tell each subscription what is its own', () => {
    const [one, two] = [listen(), listen()];
    socket().listener.ready();
    const { message } = socket().listener;
    message({ id: '2', type: MessageType.Next, payload: { data: { a: 2 } } });
    message({ id: '1', type: MessageType.Next, payload: { data: { a: 1 } } });
    message({ id: '1', type: MessageType.Complete });
    message({ id: '1', type: MessageType.Next, payload: { data: { a: 3 } } });
    message({ id: '2', type: MessageType.Error, payload: [{ message: 'no' }] });
    expect(one.told).toEqual([{ data: { a: 1 } }, 'completed']);
    expect(two.told).toEqual([{ data: { a: 2 } }, ['refused', [{ message: 'no' }]]]);
  });

  it('should close a connection that nobody needs any more, a while after the last one left', () => {
    const { stop, told } = listen();
    socket().listener.ready();
    stop();
    expect(socket().sent).toEqual(['subscribe 1', 'complete 1']);
    vi.advanceTimersByTime(2_999);
    expect(socket().isClosed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(socket().isClosed).toBe(true);
    expect(onIdle).toHaveBeenCalledTimes(1);
    expect(told).toEqual([]);
  });

  it('should keep the connection when another subscription comes in that while', () => {
    const first = listen();
    socket().listener.ready();
    first.stop();
    vi.advanceTimersByTime(2_000);
    listen();
    vi.advanceTimersByTime(60_000);
    expect(socket().isClosed).toBe(false);
    expect(sockets).toHaveLength(1);
  });

  it('should connect again after a while that doubles, and subscribe again', () => {
    const { told } = listen();
    socket().listener.ready();
    for (const [i, ms] of [100, 200, 400, 800, 1_600, 2_000, 2_000].entries()) {
      socket().listener.lost(loss('passing'));
      vi.advanceTimersByTime(ms - 1);
      expect(sockets).toHaveLength(i + 1);
      vi.advanceTimersByTime(1);
      expect(sockets).toHaveLength(i + 2);
    }
    expect(losses).toEqual([true, false, false, false, false, false, false]);
    socket().listener.ready();
    expect(socket().sent).toEqual(['subscribe 1']);
    socket().listener.message({ id: '1', type: MessageType.Next, payload: { data: { a: 1 } } });
    expect(told).toEqual([{ data: { a: 1 } }]);
  });

  it('should try again at once after a connection that held, and not after one that did not', () => {
    listen();
    const reconnects = (heldMs: number) => {
      socket().listener.ready();
      vi.advanceTimersByTime(heldMs);
      const before = sockets.length;
      socket().listener.lost(loss('passing'));
      let waited = 0;
      for (; sockets.length === before; waited += 100) vi.advanceTimersByTime(100);
      return waited;
    };
    expect([reconnects(0), reconnects(0), reconnects(0)]).toEqual([100, 200, 400]);
    expect([reconnects(5_000), reconnects(0)]).toEqual([100, 200]);
  });

  it('should give up after the longest outage what ran, and not count the time before', () => {
    const { told } = listen();
    socket().listener.ready();
    vi.advanceTimersByTime(1_000_000);
    socket().listener.lost(loss('passing'));
    const loseAll = () => {
      if (!socket().isClosed) socket().listener.lost(loss('passing'));
    };
    for (let ms = 0; ms < 299_000; ms += 1_000) {
      vi.advanceTimersByTime(1_000);
      loseAll();
    }
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([['failed', 'The subgraph goods could not be reached.', 'SUBGRAPH_UNAVAILABLE']]);
  });

  it('should give up what was never sent within the time of an operation', () => {
    const { told } = listen();
    for (let ms = 0; ms < 30_000; ms += 1_000) {
      expect(told).toEqual([]);
      socket().listener.lost(loss('passing'));
      vi.advanceTimersByTime(1_000);
    }
    expect(told).toEqual([['failed', 'The subgraph goods did not answer in time.', 'DEADLINE_EXCEEDED']]);
  });

  it('should not wait for an address that has no such service, but with what ran before', () => {
    const running = listen();
    socket().listener.ready();
    socket().listener.lost(loss('passing'));
    const fresh = listen();
    vi.advanceTimersByTime(100);
    socket().listener.lost(loss('unsupported'));
    expect(fresh.told).toEqual([
      ['failed', 'The subgraph goods could not be reached.', 'SUBGRAPH_UNAVAILABLE'],
    ]);
    expect(running.told).toEqual([]);
    vi.advanceTimersByTime(2_000);
    socket().listener.ready();
    expect(socket().sent).toEqual(['subscribe 1']);
  });

  it.each<[Loss['kind'], unknown]>([
    [
      'refused',
      [
        'refused',
        [
          {
            message: 'The subgraph goods does not accept the caller: the token may have expired.',
            extensions: { code: 'UNAUTHENTICATED' },
          },
        ],
      ],
    ],
    ['fault', ['failed', 'The subgraph goods could not be reached.', 'SUBGRAPH_UNAVAILABLE']],
  ])('should end everything and not try again when the loss is of kind %s', (kind, end) => {
    const { told } = listen();
    socket().listener.ready();
    socket().listener.lost(loss(kind));
    vi.advanceTimersByTime(600_000);
    expect(told).toEqual([end]);
    expect(sockets).toHaveLength(1);
  });

  it('should stop trying when everyone has left', () => {
    const { stop } = listen();
    socket().listener.lost(loss('passing'));
    stop();
    vi.advanceTimersByTime(600_000);
    expect(sockets.length).toBeLessThanOrEqual(3);
    expect(onIdle).toHaveBeenCalled();
  });
});
