import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './explorer.css';
import { createRoot } from 'react-dom/client';
import { Explorer } from './explorer.js';
import { Login } from './login.js';
import { loadSettings } from './settings.js';

const root = createRoot(document.getElementById('explorer') as HTMLElement);

loadSettings().then(
  async (settings) => {
    const login = settings.login && new Login(settings.login);
    const notice = await login?.finish().then(
      () => undefined,
      (error: Error) => `You are not logged in: ${error.message}`,
    );
    root.render(<Explorer settings={settings} login={login} notice={notice} />);
  },
  (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    root.render(
      <p className="notice">The explorer could not load its settings: {reason}. Reload the page.</p>,
    );
  },
);
