import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSystem, type TestSystem } from '../start-system.js';

const CLI = fileURLToPath(new URL('../../dev/dist/cli.js', import.meta.url));
const PASSWORD = 'correct horse battery';
const LOGIN = `mutation ($email: String!, $password: String!) {
  login(input: { email: $email, password: $password }) { __typename ... on LoggedIn { tokens { accessToken } } }
}`;

describe('npm run orrery -- createsuperuser', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await startSystem();
  });

  afterAll(() => system?.stop());

  // At a terminal of its own (util-linux's script), or at a pipe; `answers` are typed when it asks.
  async function run(email: string, how: 'terminal' | 'pipe', ...answers: string[]) {
    const command = [process.execPath, CLI, 'createsuperuser', '--email', email];
    const [file = '', ...args] =
      how === 'pipe' ? command : ['script', '-qec', command.join(' '), '/dev/null'];
    const child = spawn(file, args, { env: { PATH: process.env.PATH, ...system.places.env } });
    let output = '';
    let asked = 0;
    if (how === 'pipe') child.stdin.end(`${answers[0]}\n`);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
        const prompts = output.match(/(Password|Once more): /g)?.length ?? 0;
        while (how === 'terminal' && asked < prompts) child.stdin.write(`${answers[asked++]}\r`);
      });
    }
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, output };
  }

  async function rolesOf(email: string): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${system.places.gatewayPort}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: LOGIN, variables: { email, password: PASSWORD } }),
    });
    const { data } = (await response.json()) as { data: { login: { tokens?: { accessToken: string } } } };
    return data.login.tokens && decodeJwt(data.login.tokens.accessToken).roles;
  }

  it('should ask for the password without showing it, and make an administrator who can log in', async () => {
    const { code, output } = await run('root@example.com', 'terminal', PASSWORD, PASSWORD);
    expect([code, output]).toEqual([
      0,
      expect.stringContaining('root@example.com is an administrator: usr_'),
    ]);
    expect(output).not.toContain(PASSWORD);
    expect(await rolesOf('root@example.com')).toEqual(['CUSTOMER', 'ADMIN']);
  });

  it('should take the password from a pipe, and refuse an address that is there', async () => {
    expect((await run('piped@example.com', 'pipe', PASSWORD)).code).toBe(0);
    expect(await rolesOf('piped@example.com')).toEqual(['CUSTOMER', 'ADMIN']);
    const { code, output } = await run('ada@example.com', 'pipe', PASSWORD);
    expect([code, output]).toEqual([1, expect.stringContaining('add --promote')]);
    expect(await rolesOf('ada@example.com')).toBeUndefined();
  });
});
