import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import type { Mode, Store } from '../../create/options.ts';
import type { PlannedFile } from '../../create/plan.ts';
import { ROOT } from '../../root.ts';

/** The file that starts a site. */
export const ENTRY = 'src/server.js';

/** What a packed `.env` has in place of a site's secret. */
export const SECRET = 'SESSION_SECRET={{secret}}';

/** The files of all built-in sites. They have much in common, which takes no room once they are compressed. */
export type PackedSites = Readonly<Record<Mode, Readonly<Record<Store, PlannedFile[]>>>>;

/** The files of a built-in site, as build/built-in-sites.ts packs them; the secret is new each time. */
export function builtInFiles(mode: Mode, store: Store): PlannedFile[] {
  const packed = brotliDecompressSync(readFileSync(new URL('dist/built-in.br', ROOT)));
  const sites: PackedSites = JSON.parse(packed.toString());
  const secret = SECRET.replace('{{secret}}', randomBytes(32).toString('base64url'));
  return sites[mode][store].map(({ path, contents }) => ({
    path,
    contents: contents.replace(SECRET, secret),
  }));
}
