import { expect, it } from 'vitest';
import { startGateway } from './gateway-process.js';

it('should say why a gateway ended before it was ready', async () => {
  const contender = {
    name: 'short-lived',
    about: 'ends at once',
    command: () => [process.execPath, '-e', 'console.error("no such supergraph"); process.exitCode = 3'],
    path: '/',
    ready: '/',
  };
  await expect(
    startGateway(contender, { core: undefined, supergraphFile: '', floorFile: '' }),
  ).rejects.toThrow(/^short-lived ended with 3:\nno such supergraph/);
});
