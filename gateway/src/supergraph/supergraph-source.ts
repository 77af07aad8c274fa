import { readFile } from 'node:fs/promises';
import { SupergraphError } from './supergraph-error.js';
import { type Watching, watchForChange } from './watch-file.js';

/** Where supergraphs come from. The managers of @apollo/gateway are such sources too. */
export interface SupergraphSource {
  /** Finds the first supergraph; from then on `update` is called with each one after it. @throws whatever keeps it from that */
  initialize(options: { readonly update: (sdl: string) => void }): Promise<{
    readonly supergraphSdl: string;
    readonly cleanup?: () => Promise<void>;
  }>;
}

/** What the sources of files take. */
export interface FileSourceOptions {
  /** Told why a change gives no supergraph; the last one stays. @default console.error */
  readonly onFault?: (error: unknown) => void;
}

/** A supergraph's file, which is watched. */
export function supergraphFile(path: string, options: FileSourceOptions = {}): SupergraphSource {
  return watchedFiles(async () => ({ sdl: await readSupergraphText(path), files: [path] }), options);
}

/**
 * The subgraphs of a `supergraph.yaml` (Rover's format) composed in this process; the file is watched, and each schema that it
 * names. What does not compose is told with every fault.
 */
export function composedLocally(path: string, options: FileSourceOptions = {}): SupergraphSource {
  return watchedFiles(
    async (files) => {
      // Composition takes a while to load: only who composes waits for it.
      const { composeSupergraph, describeFaults } = await import('./composition/compose.js');
      const { readSupergraphConfig } = await import('./composition/supergraph-config.js');
      const configured = await readSupergraphConfig(path);
      for (const { schemaFile } of configured) files.push(schemaFile);
      const subgraphs = await Promise.all(
        configured.map(async ({ name, url, schemaFile }) => ({
          name,
          url,
          sdl: await readSchema(schemaFile),
        })),
      );
      const outcome = composeSupergraph(subgraphs);
      if (!outcome.ok) throw new SupergraphError(`${path}: ${describeFaults(outcome.faults)}`);
      return { sdl: outcome.supergraphSdl, files };
    },
    options,
    [path],
  );
}

// `read` adds the files that it depends on before it reads them: what is missing now may be written.
function watchedFiles(
  read: (files: string[]) => Promise<{ readonly sdl: string; readonly files: readonly string[] }>,
  { onFault = console.error }: FileSourceOptions,
  own: readonly string[] = [],
): SupergraphSource {
  return {
    initialize: async ({ update }) => {
      const watched = new Map<string, Watching>();
      let reading = Promise.resolve();
      const load = async () => {
        const files = [...own];
        try {
          const found = await read(files);
          follow(found.files);
          return found.sdl;
        } catch (error) {
          if (files.length > own.length) follow(files);
          throw error;
        }
      };
      const follow = (files: readonly string[]) => {
        for (const [file, watching] of watched) {
          if (files.includes(file)) continue;
          watching.stop();
          watched.delete(file);
        }
        for (const file of files) if (!watched.has(file)) watched.set(file, watchForChange(file, onChange));
      };
      const onChange = () => {
        reading = reading.then(load).then(update).catch(onFault);
      };
      const stop = async () => {
        for (const watching of watched.values()) watching.stop();
        await reading;
      };
      const supergraphSdl = await load().catch(async (error: unknown) => {
        await stop();
        throw error;
      });
      return { supergraphSdl, cleanup: stop };
    },
  };
}

async function readSupergraphText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new SupergraphError(
      `the supergraph file ${path} ${reason}: run \`npm run compose\`, or name another with --supergraph FILE`,
      error,
    );
  }
}

async function readSchema(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new SupergraphError(`the schema ${path} cannot be read`, error);
  }
}
