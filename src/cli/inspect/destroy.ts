import { Failure } from '../../failure.ts';
import type { Filter } from '../../sessions/filter.ts';
import type { Session } from '../../sessions/session.ts';
import type { Destruction } from '../../stores/store.ts';
import { sessionTable } from '../../terminal/session-table.ts';
import { sessions } from '../../terminal/session-words.ts';
import { filterFrom, hasFilter, type Inspection, pick } from './inspection.ts';
import { readingFor } from './reading.ts';
import { type Results, resultsFor } from './results.ts';

/** How many sessions are listed before they are destroyed. */
const MOST_LISTED = 50;

/** Destroys sessions: lists them first, asks, and says which were destroyed. */
export async function destroySessions(
  ids: readonly string[],
  inspection: Inspection,
): Promise<void> {
  const { store, flags, screen } = inspection;
  if (ids.length === 0 && !hasFilter(flags)) {
    throw new Failure(
      'usage',
      '--destroy needs to know which sessions. Name their ids, or select them with --where, --expired or the like.',
    );
  }
  if (store.readOnly !== undefined) throw new Failure('cannot-write', store.readOnly);
  const isMeant = filterFrom(flags);
  const targets = await findTargets(ids, isMeant, inspection);
  if (targets.length === 0) return screen.say(`Nothing to destroy      ${store.name}`);

  list(await store.withTimes(targets.slice(0, MOST_LISTED)), targets.length, inspection);
  await askConsent(targets.length, inspection);
  const counts = await destroyAll(targets, isMeant, inspection);
  screen.say(`${screen.paint.good('Destroyed')} ${sessions(counts.destroyed)}.${keptText(counts)}`);
}

/** The matching sessions. Contents are only kept of those that are listed. */
async function findTargets(
  ids: readonly string[],
  isMeant: Filter,
  inspection: Inspection,
): Promise<Session[]> {
  if (ids.length > 0) return (await pick(ids, inspection)).filter(isMeant);
  const { store, flags, screen, signal } = inspection;
  const holdsAll = flags.json || flags.ndjson;
  const targets: Session[] = [];
  for await (const sessions of readingFor(flags.user, store, screen, signal)) {
    for (const session of sessions.filter(isMeant)) {
      const isListed = holdsAll || targets.length < MOST_LISTED;
      targets.push(isListed ? session : { ...session, data: {} });
    }
  }
  return targets;
}

function list(
  listed: readonly Session[],
  count: number,
  { store, flags, screen }: Inspection,
): void {
  const more = count - listed.length;
  screen.say([
    `To be destroyed in ${store.name}:`,
    '',
    ...sessionTable(listed, { reveal: flags.reveal ?? false, paint: screen.paint }),
    ...(more > 0 ? [`… and ${sessions(more)} more`] : []),
    '',
  ]);
}

async function askConsent(count: number, { flags, screen, signal }: Inspection): Promise<void> {
  if (flags.yes) return;
  if (!screen.interactive) {
    throw new Failure(
      'usage',
      'Nothing was destroyed, because a question needs a terminal. Add --yes to destroy without a question.',
    );
  }
  const questions = await import('../create/questions.ts');
  const what = count === 1 ? 'this session' : `these ${sessions(count)}`;
  if (!(await questions.askConsent(`Destroy ${what}?`, screen, signal))) {
    throw new Failure('interrupted', 'Nothing was destroyed.');
  }
}

type Counts = Record<Destruction, number>;

async function destroyAll(
  targets: readonly Session[],
  isMeant: Filter,
  inspection: Inspection,
): Promise<Counts> {
  const { store, signal } = inspection;
  const results = destroyedTo(inspection);
  const counts: Counts = { destroyed: 0, gone: 0, kept: 0 };
  try {
    for (const session of targets) {
      if (signal.aborted) throw stoppedAfter(counts);
      const outcome = await store.destroy(session, isMeant);
      counts[outcome] += 1;
      if (outcome === 'destroyed') await results.add([session]);
    }
  } catch (error) {
    await results.breakOff();
    throw signal.aborted ? stoppedAfter(counts) : error;
  }
  await results.end();
  return counts;
}

/** Where the result is printed. */
function destroyedTo({ flags, screen }: Inspection): Results {
  if (flags.json || flags.ndjson) return resultsFor(flags, screen);
  return {
    add: async ([session]) => {
      const user = session?.user ? `  ${session.user}` : '';
      await screen.stream(`destroyed  ${session?.id}${user}`);
    },
    end: async () => {},
    breakOff: async () => {},
  };
}

function keptText({ gone, kept }: Counts): string {
  const parts = [
    gone > 0 ? ` ${sessions(gone)} had already ended.` : '',
    kept > 0 ? ` ${sessions(kept)} had changed in the meantime, and stayed.` : '',
  ];
  return parts.join('');
}

function stoppedAfter({ destroyed }: Counts): Failure {
  return new Failure('interrupted', `Interrupted after ${sessions(destroyed)} had been destroyed.`);
}
