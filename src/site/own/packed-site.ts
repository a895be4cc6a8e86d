import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Mode, Store } from '../../create/options.ts';
import type { PlannedFile } from '../../create/plan.ts';
import { ROOT } from '../../root.ts';

/** The file that starts a site. */
export const ENTRY = 'src/server.js';

/** What a packed `.env` has in place of a site's secret. */
export const SECRET = 'SESSION_SECRET={{secret}}';

/** A file of a built-in site: the common beginning, the part for each mode, and the common end. */
export interface PackedFile {
  path: string;
  head: string;
  own: Readonly<Record<Mode, string>>;
  tail: string;
}

/** The files of a built-in site, as build/built-in-sites.ts packs them; the secret is new each time. */
export function builtInFiles(mode: Mode, store: Store): PlannedFile[] {
  const packed = new URL(`dist/built-in/${store}.json`, ROOT);
  const files: PackedFile[] = JSON.parse(readFileSync(packed, 'utf8'));
  const secret = SECRET.replace('{{secret}}', randomBytes(32).toString('base64url'));
  return files.map(({ path, head, own, tail }) => ({
    path,
    contents: (head + own[mode] + tail).replace(SECRET, secret),
  }));
}
