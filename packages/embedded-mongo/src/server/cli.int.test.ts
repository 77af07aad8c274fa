import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const CLI = resolve(import.meta.dirname, '../cli.ts');
// the command from its source, so that the test needs no build
const TSX = createRequire(import.meta.url).resolve('tsx/cli');

interface Ready {
  name: string;
  port: number;
  uri: string;
}

describe('the command', () => {
  let folder: string;
  const children: Child[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'embedded-mongo-cli-'));
  });

  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  });

  function run(args: string[], environment: Record<string, string> = {}): Child {
    const child = spawn(process.execPath, [TSX, CLI, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    children.push(child);
    return child;
  }

  async function ready(child: Child, count: number): Promise<Ready[]> {
    const found: Ready[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      found.push((JSON.parse(line) as { ready: Ready }).ready);
      if (found.length === count) break;
    }
    return found;
  }

  async function failure(child: Child): Promise<{ code: number; message: string }> {
    let message = '';
    child.stderr.on('data', (chunk: Buffer) => {
      message += chunk.toString();
    });
    const [code] = (await once(child, 'close')) as [number];
    return { code, message };
  }

  it("should host servers that deny each other's credentials, and end cleanly on SIGTERM", async () => {
    const server = (name: string) => [
      '--server',
      `name=${name},dir=${folder}/${name},fsync=false,user=${name},password-env=${name}_password`,
    ];
    const child = run([...server('a'), ...server('b')], { a_password: 'pencil', b_password: 'eraser' });
    const [a, b] = (await ready(child, 2)) as [Ready, Ready];
    expect([a.name, b.name]).toEqual(['a', 'b']);
    const client = await new MongoClient(a.uri, { auth: { username: 'a', password: 'pencil' } }).connect();
    await client.db('x').collection('y').insertOne({ z: 1 });
    expect(await client.db('x').collection('y').countDocuments()).toBe(1);
    await client.close();
    const intruder = new MongoClient(b.uri, { auth: { username: 'a', password: 'pencil' } });
    await expect(intruder.connect()).rejects.toMatchObject({ code: 18 });
    await intruder.close();
    const anonymous = await new MongoClient(b.uri).connect();
    await expect(anonymous.db('x').collection('y').findOne()).rejects.toMatchObject({ code: 13 });
    await anonymous.close();
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it('should name a port that is taken and the way out', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { code, message } = await failure(run(['--server', `name=shop,dir=${folder}/shop,port=${port}`]));
    other.close();
    expect(code).toBe(1);
    expect(message).toBe(
      `shop: 127.0.0.1:${port} is taken; stop what listens there, or choose another port\n`,
    );
  });

  it('should name a folder that it cannot use, and end with its parent', async () => {
    writeFileSync(join(folder, 'embedded-mongo.json'), '{"format":99}');
    const { code, message } = await failure(run(['--server', `name=shop,dir=${folder}`]));
    expect([code, message.trim()]).toEqual([
      1,
      `shop: the data folder ${folder} is in format 99, this version reads format 1; start the version that made it, or use another folder`,
    ]);
    const child = run(['--server', `name=shop,dir=${folder}/fresh`, '--stop-on-stdin-end']);
    await ready(child, 1);
    child.stdin.end();
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
});
