import { GraphiQL } from 'graphiql';
import { useState } from 'react';
import { fetcherFor } from './fetcher.js';
import type { Login } from './login.js';
import { HEADERS_NOTE, type Settings, sandboxUrl } from './settings.js';

/** What the page is made of. */
export interface ExplorerProps {
  readonly settings: Settings;
  /** @default visitors cannot log in here */
  readonly login?: Login;
  /** Why a login came to nothing. */
  readonly notice?: string;
}

/** GraphiQL on this gateway, with its examples in tabs and the headers' editor open. */
export function Explorer({ settings, login, notice }: ExplorerProps) {
  return (
    <GraphiQL
      fetcher={fetcherFor(settings.endpoint, async () => (await login?.headers()) ?? {})}
      defaultTabs={settings.examples.map(({ query }) => ({ query, headers: HEADERS_NOTE }))}
      defaultHeaders={HEADERS_NOTE}
      defaultEditorToolsVisibility="headers"
      shouldPersistHeaders={false}
    >
      <GraphiQL.Logo>
        <span className="brand">Orrery</span>
        <a className="sandbox" href={sandboxUrl(settings.endpoint)} target="_blank" rel="noreferrer">
          Open in Apollo Sandbox
        </a>
        {login && <LoginButton login={login} />}
        {notice && <span className="fault">{notice}</span>}
      </GraphiQL.Logo>
    </GraphiQL>
  );
}

function LoginButton({ login }: { login: Login }) {
  const [fault, setFault] = useState('');
  const { subject } = login;
  const act = () => {
    (subject === undefined ? login.begin() : login.end()).catch((error: Error) => setFault(error.message));
  };
  return (
    <span className="login">
      {subject !== undefined && <span className="subject">{subject}</span>}
      <button type="button" onClick={act}>
        {subject === undefined ? 'Log in' : 'Log out'}
      </button>
      {fault && <span className="fault">{fault}</span>}
    </span>
  );
}
