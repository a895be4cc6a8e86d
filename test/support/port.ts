import type { Server } from 'node:net';

/** Where a server of the tests' own listens. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
