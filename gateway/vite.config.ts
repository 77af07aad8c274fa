import { defineConfig } from 'vite';

/** Builds the explorer's page: all of it is served by the gateway, so that it works with no internet. */
export default defineConfig({
  root: 'src/explorer',
  base: '/explorer/',
  logLevel: 'error', // warnings here are about directives inside the editor's packages
  build: {
    outDir: '../../dist/explorer',
    emptyOutDir: true,
    chunkSizeWarningLimit: 8_000, // kB; the editor is one large chunk
  },
});
