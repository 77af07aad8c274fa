import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PolicyCheck } from './authorization.js';

/**
 * The check of policies that a JavaScript module has as its default export.
 * @throws Error naming AUTHORIZATION_POLICIES when it cannot be loaded, or exports no function
 */
export async function policiesIn(file: string): Promise<PolicyCheck> {
  const path = resolve(file);
  const loaded = await import(pathToFileURL(path).href).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Error(`AUTHORIZATION_POLICIES names ${path}, which cannot be loaded: ${reason}`, {
      cause: error,
    });
  });
  const check: unknown = loaded.default;
  if (typeof check === 'function') return check as PolicyCheck;
  throw new Error(
    `AUTHORIZATION_POLICIES names ${path}, which has no function as its default export: export default (policies, caller) => ({})`,
  );
}
