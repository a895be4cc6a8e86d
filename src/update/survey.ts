import { blobId } from '../create/blob-id.ts';
import type { PlannedFile } from '../create/plan.ts';
import type { SiteRecord } from '../create/record.ts';
import { RECORD } from '../project/manifest.ts';
import { type Decision, decide } from './decide.ts';
import { isProtected, type Present, presentAt } from './site/site-files.ts';

/** One path of a site: as it was generated, as it would be now, and as it is, with the decision about it. */
export interface SurveyedPath {
  path: string;
  /** The id as generated. */
  base: string | undefined;
  today: Buffer | undefined;
  /** Whether the new file is executable. */
  executable: boolean;
  present: Present;
  decision: Decision | 'blocked';
}

/** Compares all paths that were generated or would be now, except protected ones. */
export function surveySite(
  directory: string,
  record: SiteRecord,
  today: readonly PlannedFile[],
): SurveyedPath[] {
  const planned = new Map(today.map((file) => [file.path, file]));
  const paths = new Set([...Object.keys(record.files), ...planned.keys()]);
  return [...paths]
    .filter((path) => path !== RECORD && !isProtected(path))
    .sort()
    .map((path) => rowOf(directory, path, record.files[path], planned.get(path)));
}

function rowOf(
  directory: string,
  path: string,
  base: string | undefined,
  file: PlannedFile | undefined,
): SurveyedPath {
  const today = file && Buffer.from(file.contents);
  const present = presentAt(directory, path);
  const ids = {
    base,
    today: today && blobId(today),
    present: present.state === 'file' ? present.file.id : undefined,
  };
  const decision = decide(ids);
  const isBlocked = present.state === 'blocked' && decision !== 'nothing';
  return {
    path,
    base,
    today,
    executable: file?.executable === true,
    present,
    decision: isBlocked ? 'blocked' : decision,
  };
}
