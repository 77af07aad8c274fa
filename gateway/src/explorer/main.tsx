import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './explorer.css';
import { createRoot } from 'react-dom/client';
import { Explorer } from './explorer.js';
import { loadSettings } from './settings.js';

const root = createRoot(document.getElementById('explorer') as HTMLElement);

loadSettings().then(
  (settings) => root.render(<Explorer settings={settings} />),
  (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    root.render(
      <p className="notice">The explorer could not load its settings: {reason}. Reload the page.</p>,
    );
  },
);
