import { describe, expect, it } from 'vitest';
import { fuzz } from '../../test/fuzz.js';
import { RawClient } from '../../test/raw-client.js';
import { startTestServer } from '../../test/test-server.js';

describe('the wire', () => {
  it('should survive malformed frames and vanishing clients, and serve others meanwhile', async () => {
    const server = await startTestServer();
    const report = await fuzz(server.port, await server.client(), 3_000, 1);
    expect(report.frames).toBeGreaterThanOrEqual(3_000);
    expect(report.served).toBeGreaterThan(20);
  });

  it('should answer a frame whose BSON makes no sense, and close on one that is no message', async () => {
    const server = await startTestServer();
    const client = await RawClient.connect(server.port);
    const frame = Buffer.from(
      '260000000100000000000000dd070000000000000011000000106e616d65630001000000',
      'hex',
    );
    frame.writeInt32LE(frame.length, 0);
    frame.writeInt32LE(2013, 12);
    frame.writeInt32LE(frame.length - 21, 21);
    frame[frame.length - 1] = 0;
    client.socket.write(frame);
    expect(await client.command({ ping: 1, $db: 'admin' })).toMatchObject({ ok: 0 });
    const closed = new Promise((resolve) => client.socket.once('close', resolve));
    client.socket.write(Buffer.alloc(16, 0xff));
    await closed;
  });

  it('should put a message together that arrives byte by byte, and keep the order of pipelined ones', async () => {
    const server = await startTestServer();
    const client = await RawClient.connect(server.port);
    client.socket.setNoDelay(true);
    const replies = [
      client.command({ insert: 'rows', documents: [{ _id: 1 }], $db: 'test' }),
      client.command({ count: 'rows', $db: 'test' }),
      client.command({ delete: 'rows', deletes: [{ q: {}, limit: 0 }], $db: 'test' }),
      client.command({ count: 'rows', $db: 'test' }),
    ];
    expect((await Promise.all(replies)).map(({ n }) => n as number)).toEqual([1, 1, 1, 0]);
    client.close();
  });
});
