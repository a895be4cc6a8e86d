import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/** Where Linux lists the connections of a machine, with the users whose they are (proc_pid_net(5)). */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
/** 127.0.0.1, as it stands there. */
const LOOPBACK = '0100007F';
const ROOT = 0;

/**
 * Whether another user of this machine is at the other end of a connection over loopback. A link is good for whoever comes
 * first, and while a browser starts, everybody can read it on that program's command line. Where nobody can tell, as on
 * other systems than Linux, it is none.
 */
export function isOfAnotherUser({ remotePort, localPort }: Socket): boolean {
  const own = process.getuid?.();
  if (own === undefined || remotePort === undefined || localPort === undefined) return false;
  const user = userOf(TABLES.map(textOf).join('\n'), remotePort, localPort);
  return isAnother(user, own);
}

/** Root may be anybody: who runs `dev` as root browses as themselves, and a tunnel's relay may be root's. */
export function isAnother(user: number | undefined, own: number): boolean {
  return user !== undefined && user !== own && user !== ROOT && own !== ROOT;
}

/**
 * Whose a connection over loopback is; undefined where that is not listed.
 *
 * @param tables the text of the system's lists
 */
export function userOf(tables: string, from: number, to: number): number | undefined {
  const [here, there] = [from, to].map((port) => `${LOOPBACK}:${hex(port)}`);
  for (const line of tables.split('\n')) {
    const [, local = '', remote = '', , , , , user] = line.trim().split(/\s+/);
    if (local.endsWith(`${here}`) && remote.endsWith(`${there}`)) return Number(user);
  }
  return undefined;
}

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
