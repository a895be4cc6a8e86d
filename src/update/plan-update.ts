import type { FileToWrite } from '../create/writing/stage.ts';
import type { FileUpdate } from '../events/update.ts';
import { stillIgnoring } from './merge/ignore-lines.ts';
import { withLineEndsOf } from './merge/line-ends.ts';
import { type Merging, mergeFile } from './merge/merge-file.ts';
import type { Moves } from './moves/moves.ts';
import type { SiteFile } from './site/site-files.ts';
import type { SurveyedPath } from './survey.ts';

/** A file's update, with the writes that it needs. */
export interface PlannedUpdate extends FileUpdate {
  write?: FileToWrite;
  remove?: string;
  /** The present contents of the file that is written or removed; undefined if it does not exist. */
  before?: Buffer;
}

interface Plan {
  rows: readonly SurveyedPath[];
  /** The contents as generated, by path. */
  bases: ReadonlyMap<string, Buffer>;
  moves: Moves;
  merging: Merging;
}

const NEW_FILE = 0o644;
const NEW_PROGRAM = 0o755;

/** Plans what happens to each file; unchanged files are left out. Writes nothing to the site. */
export async function planUpdate({ rows, bases, moves, merging }: Plan): Promise<PlannedUpdate[]> {
  const version = merging.labels.theirs;
  const byPath = new Map(rows.map((row) => [row.path, row]));
  const takenOver = new Set(moves.inVersion.values());
  const updates: PlannedUpdate[] = [];
  for (const row of rows) {
    const { path, today, present, decision } = row;
    const movedTo = byPath.get(moves.inVersion.get(path) ?? '');
    if (movedTo) updates.push(...(await follow(row, movedTo, bases.get(path), merging)));
    else if (decision === 'add' && today && !takenOver.has(path)) updates.push(added(row, today));
    else if (decision === 'remove') updates.push(removed(row));
    else if (decision === 'outlived') {
      const why = `${version} no longer has it, and you have changed it`;
      updates.push({ path, action: 'kept', why });
    } else if (decision === 'blocked' && present.state === 'blocked') {
      const why = `${present.by}, so it is left alone; ${today ? 'there is a new version of it' : 'the new version does not have it'}`;
      updates.push({ path, action: 'conflict', why });
    } else if (decision === 'left-out' && today) {
      const moved = moves.inSite.get(path);
      if (moved) {
        const place = { to: moved.path, from: path };
        const base = moved.file.id === row.base ? moved.file.bytes : bases.get(path);
        updates.push(...(await merged(path, base, moved.file, today, place, merging)));
      } else {
        const why = `${version} has changed it, and you have deleted it`;
        updates.push({ path, action: 'deleted', why });
      }
    } else if (present.state === 'file' && today) {
      if (decision === 'replace') updates.push(replaced(path, present.file, today));
      if (decision === 'merge') {
        const place = { to: path };
        updates.push(...(await merged(path, bases.get(path), present.file, today, place, merging)));
      }
    }
  }
  return updates.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function added({ path, executable }: SurveyedPath, contents: Buffer): PlannedUpdate {
  const mode = executable ? NEW_PROGRAM : NEW_FILE;
  return { path, action: 'added', write: { path, contents, mode } };
}

function removed({ path, present }: SurveyedPath): PlannedUpdate {
  const before = present.state === 'file' && withLineEndsOf(present.file, present.file.bytes);
  return { path, action: 'removed', remove: path, ...(before && { before }) };
}

function replaced(path: string, file: SiteFile, today: Buffer): PlannedUpdate {
  const contents = withLineEndsOf(file, stillIgnoring(path, file.bytes, today));
  return { path, action: 'replaced', ...written(path, file, contents) };
}

/** A file that the new version has moved, and the owner has changed or deleted. */
async function follow(
  { path, present }: SurveyedPath,
  { path: to, today }: SurveyedPath,
  base: Buffer | undefined,
  merging: Merging,
): Promise<PlannedUpdate[]> {
  const version = merging.labels.theirs;
  if (present.state !== 'file' || !today) {
    const why = `it is ${path}, which you have deleted, under a new name`;
    return [{ path: to, action: 'deleted', from: path, why }];
  }
  const { contents, conflict } = await mergeFile(to, base, present.file, today, merging);
  const { mode } = present.file;
  const write = { path: to, contents, mode, exactMode: true };
  return [
    {
      path,
      action: 'removed',
      remove: path,
      before: withLineEndsOf(present.file, present.file.bytes),
      why: `it is ${to} in ${version}`,
    },
    { path: to, action: conflict ? 'conflict' : 'merged', from: path, ...whyOf(conflict), write },
  ];
}

/** Empty if the merge changes nothing. */
async function merged(
  path: string,
  base: Buffer | undefined,
  file: SiteFile,
  today: Buffer,
  { to, from }: { to: string; from?: string },
  merging: Merging,
): Promise<PlannedUpdate[]> {
  const { contents, conflict } = await mergeFile(path, base, file, today, merging);
  const change = written(to, file, contents);
  if (!conflict && contents.equals(change.before)) return [];
  const action = conflict ? 'conflict' : 'merged';
  return [{ path: to, action, ...(from && { from }), ...whyOf(conflict), ...change }];
}

function whyOf(why: string | undefined): { why?: string } {
  return why === undefined ? {} : { why };
}

function written(path: string, file: SiteFile, contents: Buffer) {
  const before = withLineEndsOf(file, file.bytes);
  return { before, write: { path, contents, mode: file.mode, exactMode: true } };
}
