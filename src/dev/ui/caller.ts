import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/** Where Linux lists the machine's connections and their users (proc_pid_net(5)). */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
/** 127.0.0.1 in that list. */
const LOOPBACK = '0100007F';
const ROOT = 0;

/**
 * Whether another user of this machine is at the other end of a loopback connection. A link works for the first one who
 * opens it, and while a browser starts, everybody can read the link in its command line. If the user is not known, as
 * on systems other than Linux, the result is false.
 */
export function isOfAnotherUser({ remotePort, localPort }: Socket): boolean {
  const own = process.getuid?.();
  if (own === undefined || remotePort === undefined || localPort === undefined) return false;
  const user = userOf(TABLES.map(textOf).join('\n'), remotePort, localPort);
  return isAnother(user, own);
}

/** Root may be anybody: a person who runs `dev` as root browses as themselves, and a tunnel may run as root. */
export function isAnother(user: number | undefined, own: number): boolean {
  return user !== undefined && user !== own && user !== ROOT && own !== ROOT;
}

/**
 * The user of a loopback connection; undefined if it is not listed.
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
