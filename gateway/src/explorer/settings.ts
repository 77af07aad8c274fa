import type { LoginSettings } from './login-settings.js';

/** What the server tells the page. */
export interface Settings {
  /** Where operations are sent, a path on this server. */
  readonly endpoint: string;
  /** Operations to open in tabs. */
  readonly examples: readonly { readonly query: string }[];
  /** Where visitors can log in. @default nowhere */
  readonly login?: LoginSettings;
}

/** Reads the settings. @throws Error when the server does not give them. */
export async function loadSettings(): Promise<Settings> {
  const response = await fetch('/explorer/settings.json');
  if (!response.ok) throw new Error(`the gateway answered ${response.status}`);
  return (await response.json()) as Settings;
}

/** The address of Apollo Sandbox, opened on this gateway. Needs internet, and a gateway in development for its CORS. */
export function sandboxUrl(endpoint: string): string {
  const url = new URL('https://studio.apollographql.com/sandbox/explorer');
  url.searchParams.set('endpoint', new URL(endpoint, window.location.href).href);
  return url.href;
}

/** What the headers' editor holds at first: JSON with comments, which are not sent. */
export const HEADERS_NOTE = `// To act as somebody without a login, paste a token
// and uncomment the line. In an Orrery
// checkout this prints one:
// npm run orrery -- token --user EMAIL
{
  // "Authorization": "Bearer TOKEN"
}
`;
