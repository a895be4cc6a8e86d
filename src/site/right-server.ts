import { setTimeout as pause } from 'node:timers/promises';
import type { ProbeLine } from '../probe/line/line.ts';
import type { AppServer } from '../probe/messages.ts';

/** How long to wait for the right server after another one of the same process. */
const PATIENCE_MS = 500;
/**
 * The server to visit: the one at the given port, else one of a process that keeps sessions, else the first. If the
 * first one has no sessions, such as a front end that is started together with the app, half of the time is used to
 * wait for others.
 *
 * @param port the one in PORT; 0 if the app may take any port
 * @param timeout how long the app may take to start, in milliseconds
 */
export async function rightServer(
  probe: ProbeLine,
  port: number,
  timeout: number,
): Promise<AppServer> {
  await until(probe, ({ servers }) => servers.length > 0);
  const given = () => probe.servers.find((server) => port === 0 || server.port === port);
  const storing = () => probe.servers.find(({ keepsSessions }) => keepsSessions);
  await Promise.race([
    until(probe, () => given() !== undefined),
    until(probe, () => storing() !== undefined).then(() => quietly(PATIENCE_MS)),
    quietly(timeout / 2),
  ]);
  const [first] = probe.servers;
  return given() ?? storing() ?? first ?? rightServer(probe, port, timeout);
}

function until(probe: ProbeLine, holds: (probe: ProbeLine) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (holds(probe)) resolve();
    };
    probe.whenServers(look);
    look();
  });
}

function quietly(milliseconds: number): Promise<void> {
  return pause(milliseconds, undefined, { ref: false });
}
