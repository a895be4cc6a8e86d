import { setTimeout as pause } from 'node:timers/promises';
import { changeEvent } from '../../events/change.ts';
import { withoutOwnId } from '../../masking/own-id.ts';
import { changesBetween, type SessionChange } from '../../sessions/changes.ts';
import type { Session } from '../../sessions/session.ts';
import { Sorter } from '../../sessions/sort.ts';
import { padTo } from '../../terminal/columns.ts';
import { changeLine, changeName, WIDEST_NAME } from '../../terminal/runs/change-text.ts';
import { layOut } from '../../terminal/session-table.ts';
import { addTo, countsLine, emptyCounts } from '../../terminal/session-words.ts';
import type { Screen } from '../screen.ts';
import { filterFrom, type Inspection, pick } from './inspection.ts';
import { reading } from './reading.ts';

/** The pause between two reads of the store; or as long as a read takes, if that is more. */
const INTERVAL_MS = 1_000;
/** But no longer than this, so that changes are shown in time. */
const LONGEST_INTERVAL_MS = 3_000;
/** How long a change stays marked. */
const MARKED_MS = 5_000;
/** Below the table: an empty line, the totals, and the cursor. */
const FOOTER = 3;

/** Shows what changes in a store, until it is interrupted. */
export async function watchSessions(ids: readonly string[], inspection: Inspection): Promise<void> {
  const { screen, flags, signal } = inspection;
  const isMeant = await filterOf(ids, inspection);
  const show = screen.terminal && !flags.json && !flags.ndjson ? paintTable : printEvents;
  const marks = new Map<string, Mark>();
  let before: Snapshot | undefined;
  for (;;) {
    const began = Date.now();
    const after = await look(inspection, !before);
    const now = new Date();
    const changes = before ? changesBetween(before, after, now) : [];
    const previous = before ?? after;
    // A session that no longer matches may have matched before.
    const meant = changes.filter(
      ({ type, session }) =>
        type !== 'touched' &&
        [session, previous.get(session.digest)].some((seen) => seen !== undefined && isMeant(seen)),
    );
    await show({ after, meant, isMeant, marks, now, isFirst: !before }, inspection);
    before = after;
    const rest = Math.min(LONGEST_INTERVAL_MS, Math.max(INTERVAL_MS, Date.now() - began));
    await pause(rest, undefined, { signal });
  }
}

/** A change that is marked for a while. */
interface Mark {
  change: SessionChange<Session>;
  since: number;
}

/** The sessions of a store, by their digests. */
type Snapshot = ReadonlyMap<string, Session>;

/** The result of one read of the store. */
interface Look {
  after: Snapshot;
  meant: readonly SessionChange<Session>[];
  isMeant: (session: Session) => boolean;
  marks: Map<string, Mark>;
  now: Date;
  isFirst: boolean;
}

async function filterOf(
  ids: readonly string[],
  inspection: Inspection,
): Promise<(session: Session) => boolean> {
  const passes = filterFrom(inspection.flags);
  if (ids.length === 0) return passes;
  const digests = new Set((await pick(ids, inspection)).map(({ digest }) => digest));
  return (session) => digests.has(session.digest) && passes(session);
}

async function look(
  { store, screen, signal, flags }: Inspection,
  tellsLeftOut: boolean,
): Promise<Snapshot> {
  const snapshot = new Map<string, Session>();
  for await (const sessions of reading(store, screen, signal, tellsLeftOut)) {
    for (const session of sessions) {
      snapshot.set(session.digest, flags.reveal ? session : withoutOwnId(session));
    }
  }
  return snapshot;
}

async function printEvents(
  { after, meant, isMeant, now, isFirst }: Look,
  { store, flags, screen }: Inspection,
): Promise<void> {
  const reveal = flags.reveal ?? false;
  if (isFirst)
    screen.say(`Watching ${store.name}: ${numbers([...after.values()].filter(isMeant))}`);
  const toText = (change: SessionChange<Session>) =>
    flags.json || flags.ndjson
      ? JSON.stringify(changeEvent(change, now, reveal))
      : changeLine(change, now, reveal);
  if (meant.length > 0) await screen.stream(meant.map(toText));
}

async function paintTable(look: Look, { store, flags, screen }: Inspection): Promise<void> {
  const { after, meant, isMeant, marks, now, isFirst } = look;
  const { columns, rows } = screen.terminal ?? { columns: 80, rows: 24 };
  for (const change of meant) marks.set(change.session.digest, { change, since: now.getTime() });
  for (const [digest, { since }] of marks) {
    if (now.getTime() - since >= MARKED_MS) marks.delete(digest);
  }
  const there = [...after.values()].filter(isMeant);
  const most = Math.max(1, Math.min(flags.limit || Number.POSITIVE_INFINITY, rows - FOOTER - 1));
  const shown = rowsOf(there, marks, most, flags.sort).map(
    (session) => after.get(session.digest) ?? session,
  );
  const table = layOut(shown, {
    now,
    width: columns - WIDEST_NAME - 2,
    reveal: flags.reveal ?? false,
    paint: screen.dataPaint,
  });
  const margin = (digest?: string) => `${markText(digest, marks, screen)}  `;
  if (isFirst) screen.say(`Watching ${store.name}. Press Ctrl-C to stop.`);
  screen.repaint([
    margin() + table.header,
    ...shown.map((session) => margin(session.digest) + table.line(session)),
    '',
    numbers(there),
  ]);
}

/** What has just changed comes first, then what was used last. */
function rowsOf(
  there: readonly Session[],
  marks: ReadonlyMap<string, Mark>,
  most: number,
  sort: ConstructorParameters<typeof Sorter>[0] = 'used',
): Session[] {
  const marked = [...marks.values()].sort((one, other) => other.since - one.since);
  const sorter = new Sorter(sort, most);
  for (const session of there) if (!marks.has(session.digest)) sorter.add(session);
  return [...marked.map(({ change }) => change.session), ...sorter.sorted()].slice(0, most);
}

function markText(
  digest: string | undefined,
  marks: ReadonlyMap<string, Mark>,
  { dataPaint }: Screen,
): string {
  const change = marks.get(digest ?? '')?.change;
  if (!change) return ' '.repeat(WIDEST_NAME);
  const isThere = change.type === 'created' || (change.type === 'changed' && !change.signedOut);
  const paint = isThere ? dataPaint.good : dataPaint.bad;
  return paint(padTo(changeName(change), WIDEST_NAME));
}

function numbers(sessions: readonly Session[]): string {
  const tally = emptyCounts();
  for (const session of sessions) addTo(tally, session);
  return countsLine(tally);
}
