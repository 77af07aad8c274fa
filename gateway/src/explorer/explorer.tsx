import { GraphiQL } from 'graphiql';
import { fetcherFor } from './fetcher.js';
import { HEADERS_NOTE, type Settings, sandboxUrl } from './settings.js';

/** GraphiQL on this gateway, with its examples in tabs and the headers' editor open. */
export function Explorer({ settings }: { settings: Settings }) {
  return (
    <GraphiQL
      fetcher={fetcherFor(settings.endpoint)}
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
      </GraphiQL.Logo>
    </GraphiQL>
  );
}
