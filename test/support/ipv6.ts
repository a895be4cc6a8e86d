import { once } from 'node:events';
import { createServer } from 'node:net';

/** Whether this machine has the loopback address of IPv6. */
export async function hasIpv6(): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(0, '::1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
