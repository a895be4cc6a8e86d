import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Which sessions to write, and where. */
export interface Filling {
  /** `site` and `session-file-store` are folders; `redis` has the layout of connect-redis. */
  layout: 'site' | 'session-file-store' | 'redis';
  /** A folder, or the address of Redis. */
  place: string;
  from: number;
  to: number;
  /** Their remaining lifetime, in milliseconds. Default: two hours. */
  lifetime?: number;
}

/** Writes made-up sessions directly into a store. @param folder the folder that `placeRivals` filled */
export async function fill(
  folder: string,
  { layout, place, from, to, lifetime }: Filling,
): Promise<void> {
  const words = [layout, place, from, to, ...(lifetime === undefined ? [] : [lifetime])].map(
    String,
  );
  await execute(process.execPath, [join(folder, 'processes/fill.mjs'), ...words]);
}
