import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { RECORD, readIfThere } from '../project/manifest.ts';
import { mergeThreeJson } from './merge/merge-json.ts';
import type { PlannedUpdate } from './plan-update.ts';
import { presentAt } from './site/site-files.ts';
import type { SiteVersions } from './site/site-state.ts';

/**
 * The new record, in the layout of the present one; undefined if it would not change.
 *
 * @throws Failure `no-record` if something else is in its place, such as a link
 */
export function recordUpdate({
  directory,
  record,
  today,
}: SiteVersions): PlannedUpdate | undefined {
  const contents = today.find(({ path }) => path === RECORD)?.contents ?? '';
  const present = presentAt(directory, RECORD);
  if (present.state === 'blocked') {
    throw new Failure(
      'no-record',
      `${present.by}. Put the file itself in its place, commit, and try again. Nothing was changed.`,
    );
  }
  const before = readIfThere(join(directory, RECORD));
  // Other keys that somebody has added stay.
  const merged = before && mergeThreeJson(JSON.stringify(record), before, contents)?.text;
  const after = merged || contents;
  if (after === before) return undefined;
  return {
    path: RECORD,
    action: before === undefined ? 'added' : 'replaced',
    write: {
      path: RECORD,
      contents: after,
      ...(present.state === 'file'
        ? { mode: present.file.mode, exactMode: true }
        : { mode: 0o644 }),
    },
    ...(before !== undefined && { before: Buffer.from(before) }),
  };
}
