import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Mode, Store } from '../../create/options.ts';
import type { PlannedFile } from '../../create/plan.ts';
import { ROOT } from '../../root.ts';

/** What starts a site. */
export const ENTRY = 'src/server.js';

/** What stands in a packed `.env` where a site has its secret. */
export const SECRET = 'SESSION_SECRET={{secret}}';

/** A file of a built-in site: what both modes begin with, what each has for itself, and what both end with. */
export interface PackedFile {
  path: string;
  head: string;
  own: Readonly<Record<Mode, string>>;
  tail: string;
}

/** The files that a built-in site runs on, as build/built-in-sites.ts packs them; with a secret that is new each time. */
export function builtInFiles(mode: Mode, store: Store): PlannedFile[] {
  const packed = new URL(`dist/built-in/${store}.json`, ROOT);
  const files: PackedFile[] = JSON.parse(readFileSync(packed, 'utf8'));
  const secret = SECRET.replace('{{secret}}', randomBytes(32).toString('base64url'));
  return files.map(({ path, head, own, tail }) => ({
    path,
    contents: (head + own[mode] + tail).replace(SECRET, secret),
  }));
}
