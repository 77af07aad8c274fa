import { DEMO_PASSWORD, DEMO_USERS } from '@orrery/contracts/seed';
import type { LocalConfig } from './config.js';
import { IDENTITY_PROVIDER, TEST_PROVIDER } from './topology.js';

/** What a start ends with: where everything is, whom to be, and what to try. */
export function welcome(config: LocalConfig, seconds: number): string {
  const rows = [
    ['gateway', `http://localhost:${config.gatewayPort}`, 'ready'],
    ...config.services.map(({ name, port }) => [name, `http://localhost:${port}/graphql`, 'ready']),
    [IDENTITY_PROVIDER.name, `http://localhost:${config.oidcPort}`, 'ready'],
    [TEST_PROVIDER.name, `http://localhost:${config.testProviderPort}`, 'ready'],
  ];
  const users = DEMO_USERS.map(({ email, role, may }) => [email, role.toLowerCase().replace('_', ' '), may]);
  return [
    '',
    `Orrery is ready after ${seconds.toFixed(1)} s.`,
    '',
    ...columns(rows),
    '',
    `Demo users, with the password ${DEMO_PASSWORD}:`,
    ...columns(users),
    '',
    'Try:',
    `  1. Open http://localhost:${config.gatewayPort}, log in as ada@example.com, and run a query from a tab.`,
    '  2. npm run orrery -- token --user ada@example.com',
    '     prints a token for other clients: send it as the header  Authorization: Bearer TOKEN  to be Ada.',
    '  3. npm run dev  starts with live reload: add a field to a subgraph, and query it.',
    '',
    'Ctrl-C stops everything; the data stays.',
    '',
  ].join('\n');
}

/** Rows as lines with aligned columns. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd());
}
