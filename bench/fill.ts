import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Which sessions go where. */
export interface Filling {
  /** `site` and `session-file-store` are folders, `redis` is that of connect-redis. */
  layout: 'site' | 'session-file-store' | 'redis';
  /** A folder, or the address of a Redis. */
  place: string;
  from: number;
  to: number;
  /** How long they still live, in milliseconds. Default: two hours. */
  lifetime?: number;
}

/** Puts made-up sessions into a store from outside. @param folder where `placeRivals` put the programs */
export async function fill(
  folder: string,
  { layout, place, from, to, lifetime }: Filling,
): Promise<void> {
  const words = [layout, place, from, to, ...(lifetime === undefined ? [] : [lifetime])].map(
    String,
  );
  await execute(process.execPath, [join(folder, 'processes/fill.mjs'), ...words]);
}
