import { compareVersions } from './versions.ts';

/** A line of the changelog. */
export interface Change {
  /** The version that brought it; `Unreleased` for what no release has yet. */
  version: string;
  /** The heading that it stands under, such as `Added` or `Security`. */
  kind: string;
  text: string;
}

/** What stands above the newest version. */
const UNRELEASED = 'Unreleased';

/** The heading for what mends a fault that somebody could use. */
const SECURITY = 'Security';

const VERSION_HEADING = /^## \[?([^\]\s]+)\]?/;
const KIND_HEADING = /^### (.+?)\s*$/;

/**
 * The lines of a changelog, in its order. It is as https://keepachangelog.com/en/1.1.0/ has it: `## [1.2.3] - DATE`, below
 * that `### Security` and its like, below that a list; a line may go on, indented, in the next one.
 *
 * @throws Error where a line of a list stands under no version or no kind
 */
export function changesIn(changelog: string): Change[] {
  const changes: Change[] = [];
  let version = '';
  let kind = '';
  for (const line of changelog.split(/\r?\n/)) {
    const [, heading] = VERSION_HEADING.exec(line) ?? [];
    if (heading !== undefined) [version, kind] = [heading, ''];
    const [, named] = KIND_HEADING.exec(line) ?? [];
    if (named !== undefined) kind = named;
    const [, text] = /^[-*] +(.+?)\s*$/.exec(line) ?? [];
    if (text !== undefined) {
      if (!version || !kind) throw new Error(`No version or kind of change is above "${line}"`);
      changes.push({ version, kind, text });
    }
    const last = changes.at(-1);
    if (last && /^ +\S/.test(line)) last.text += ` ${line.trim()}`;
  }
  return changes;
}

/** Whether a change mends a fault that somebody could use. */
export function isSecurity({ kind }: Change): boolean {
  return kind === SECURITY;
}

/**
 * What is in a version and was not in an earlier one, the oldest version first.
 *
 * @param unreleased true where what no release has yet counts as well
 */
export function changesSince(
  changes: readonly Change[],
  from: string,
  to: string,
  unreleased: boolean,
): Change[] {
  const isNew = ({ version }: Change) =>
    version === UNRELEASED
      ? unreleased
      : compareVersions(version, from) > 0 && compareVersions(version, to) <= 0;
  return changes.filter(isNew).sort((one, other) => compareReleases(one.version, other.version));
}

function compareReleases(one: string, other: string): number {
  const unreleased = Number(one === UNRELEASED) - Number(other === UNRELEASED);
  return unreleased || compareVersions(one, other);
}
