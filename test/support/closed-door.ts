import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

const LISTEN =
  "require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { console.log(this.address().port); })";

/**
 * The port of a host that stands still and has as many callers waiting as there is room for: the system takes no more of
 * them, and refuses none. It lasts until the running test ends.
 */
export async function closedDoor(): Promise<number> {
  const host = spawn(process.execPath, ['-e', LISTEN], { stdio: ['ignore', 'pipe', 'inherit'] });
  const callers: Socket[] = [];
  onTestFinished(() => {
    for (const caller of callers) caller.destroy();
    host.kill('SIGKILL');
  });
  const [line] = await once(host.stdout, 'data');
  const port = Number(line);
  host.kill('SIGSTOP');
  for (let taken = true; taken; ) {
    const caller = connect({ port, host: '127.0.0.1' }).on('error', () => {});
    callers.push(caller);
    taken = await once(caller, 'connect', { signal: AbortSignal.timeout(500) }).then(
      () => true,
      () => false,
    );
  }
  return port;
}
