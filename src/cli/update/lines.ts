import type { Change, FileAction, FileUpdate, SiteState } from '../../events/update.ts';
import { count } from '../../quantities.ts';
import type { Paint } from '../../terminal/paint.ts';
import { isSecurity } from '../../update/changelog.ts';

const COLOUR: Readonly<Record<FileAction, keyof Paint>> = {
  added: 'quiet',
  replaced: 'quiet',
  removed: 'quiet',
  merged: 'good',
  kept: 'strong',
  deleted: 'strong',
  conflict: 'bad',
};

/** What a person must look at comes last. */
const ORDER: readonly FileAction[] = [
  'added',
  'replaced',
  'removed',
  'merged',
  'kept',
  'deleted',
  'conflict',
];

const UNTOUCHED: ReadonlySet<FileAction> = new Set(['added', 'replaced', 'removed']);

const WIDTH = 'conflict'.length;

/** If only the new version has changed more files than this, only their number is shown; git status lists them. */
const MOST_NAMED = 8;

/**
 * What happened to each file, a line each, if there are not too many; conflicts come last, where a person sees them.
 */
export function fileLines(files: readonly FileUpdate[], paint: Paint): string[] {
  return ORDER.flatMap((action) => {
    const those = files.filter((file) => file.action === action);
    const label = paint[COLOUR[action]](action.padEnd(WIDTH));
    if (UNTOUCHED.has(action) && those.length > MOST_NAMED) {
      return `${label}  ${those.length} files that you had not changed`;
    }
    return those.map((file) => `${label}  ${nameOf(file)}${paint.quiet(reasonOf(file))}`);
  });
}

function nameOf({ path, action, from }: FileUpdate): string {
  return from === undefined || action === 'deleted' ? path : `${path} (was ${from})`;
}

function reasonOf({ why }: FileUpdate): string {
  return why === undefined ? '' : `: ${why}`;
}

/** The changelog, security first. */
export function changeLines(changes: readonly Change[], paint: Paint): string[] {
  const ordered = [
    ...changes.filter(isSecurity),
    ...changes.filter((change) => !isSecurity(change)),
  ];
  return ordered.map((change) => {
    const kind = isSecurity(change) ? paint.bad(change.kind) : change.kind;
    return `  ${change.version}  ${kind}: ${change.text}`;
  });
}

/** `from 0.1.0 to 0.2.0`, `to the redis store`, or both. */
export function fromTo(from: SiteState, to: SiteState): string {
  const axes = (['store', 'mode'] as const).filter(
    (axis) => from.options[axis] !== to.options[axis],
  );
  const choices = axes.map((axis) => `to the ${to.options[axis]} ${axis}`);
  const versions = from.version === to.version ? [] : [`from ${from.version} to ${to.version}`];
  return [...versions, ...choices].join(', ') || `to ${to.version} as it is now`;
}

/** How many files a person must decide about. */
export function conflictsOf(files: readonly FileUpdate[]): number {
  return files.filter(({ action }) => action === 'conflict').length;
}

/** The lines of a diff, as git shows it. */
export function diffLines(diff: string, paint: Paint): string[] {
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      if (/^(\+\+\+|---|diff|index|new file|deleted file|rename|similarity)/.test(line)) {
        return paint.strong(line);
      }
      if (line.startsWith('+')) return paint.good(line);
      return line.startsWith('-') ? paint.bad(line) : line;
    });
}

/** `12 files`: those that have changed. */
export function filesText(files: readonly FileUpdate[]): string {
  const changed = files.filter(({ action }) => action !== 'kept' && action !== 'deleted');
  return count(changed.length, 'file');
}
