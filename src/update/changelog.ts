import { compareVersions } from './versions.ts';

export interface Change {
  /** The version with this change; `Unreleased` if no release has it yet. */
  version: string;
  /** The heading above it, such as `Added` or `Security`. */
  kind: string;
  text: string;
}

/** The heading above the newest version. */
const UNRELEASED = 'Unreleased';

/** The heading for security fixes. */
const SECURITY = 'Security';

const VERSION_HEADING = /^## \[?([^\]\s]+)\]?/;
const KIND_HEADING = /^### (.+?)\s*$/;

/**
 * The lines of a changelog in the format of https://keepachangelog.com/en/1.1.0/: `## [1.2.3] - DATE`, below it
 * headings such as `### Security`, below these a list. A line may continue, indented, in the next one.
 *
 * @throws Error if a line of a list is not below a version and a kind
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

export function isSecurity({ kind }: Change): boolean {
  return kind === SECURITY;
}

/**
 * The changes after one version, up to another one; the oldest version first.
 *
 * @param unreleased whether to include changes that no release has yet
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
