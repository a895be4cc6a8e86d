import { existsSync, statSync } from 'node:fs';
import { Failure } from '../../failure.ts';
import { findStore } from '../../stores/find.ts';
import { openStore } from '../../stores/open.ts';
import type { StorePlace } from '../../stores/places.ts';
import type { SessionStore } from '../../stores/store.ts';
import type { Surroundings } from '../command.ts';
import type { InspectFlags } from './command.ts';
import type { Inspection } from './inspection.ts';
import { listSessions } from './list.ts';

/** Shows what a session store holds; destroys some of it, if asked to. */
export async function runInspect(
  words: readonly string[],
  flags: InspectFlags,
  { screen, signal, env }: Surroundings,
): Promise<void> {
  checkFlags(flags);
  const { site, ids } = sortOut(words);
  const stop = AbortSignal.any([signal, screen.unread]);
  let store: SessionStore | undefined;
  try {
    store = await openStore(await placeFor({ site, ids }, flags, env, stop), stop);
    await inspect(ids, { store, flags, screen, signal: stop });
  } catch (error) {
    if (signal.aborted) throw interrupted(error);
    // The reader, such as `head`, may have closed the pipe.
    if (!screen.unread.aborted) throw error;
  } finally {
    store?.close();
  }
}

/** An interruption during some work has its own message. */
function interrupted(error: unknown): Failure {
  const isTold = error instanceof Failure && error.code === 'interrupted';
  return isTold ? error : new Failure('interrupted', 'Interrupted.');
}

async function inspect(ids: readonly string[], inspection: Inspection): Promise<void> {
  const { flags, screen } = inspection;
  if (flags.reveal) {
    screen.say('Secrets are shown: whole session ids, and values that are otherwise masked.');
  }
  if (flags.destroy || flags.prune) {
    const { destroySessions } = await import('./destroy.ts');
    return destroySessions(ids, inspection);
  }
  if (flags.watch) {
    const { watchSessions } = await import('./watch.ts');
    return watchSessions(ids, inspection);
  }
  if (ids.length === 0) return listSessions(inspection);
  const { showSessions } = await import('./show.ts');
  return showSessions(ids, inspection);
}

/** Options that contradict each other. */
const CONFLICTS: ReadonlyArray<readonly [keyof InspectFlags, keyof InspectFlags]> = [
  ['json', 'ndjson'],
  ['destroy', 'prune'],
  ['destroy', 'watch'],
  ['prune', 'watch'],
  ['destroy', 'count'],
  ['prune', 'count'],
  ['destroy', 'limit'],
  ['prune', 'limit'],
  ['watch', 'count'],
];

function checkFlags(flags: InspectFlags): void {
  for (const [one, other] of CONFLICTS) {
    if (flags[one] !== undefined && flags[other] !== undefined) {
      throw new Failure('usage', `--${one} and --${other} do not go together. Leave one out.`);
    }
  }
}

/** Where to look. If no store is found, what was taken for an id may be the misspelt name of a folder. */
async function placeFor(
  { site, ids }: { site?: string; ids: readonly string[] },
  { dir: directory, redis, prefix, database, table }: InspectFlags,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<StorePlace> {
  try {
    return await findStore({ site, directory, redis, prefix, database, table }, env, signal);
  } catch (error) {
    const [word] = ids;
    if (!(error instanceof Failure) || word === undefined || site !== undefined) throw error;
    const [first = '', ...others] = error.lines;
    throw new Failure(error.code, [`There is no folder ${word}. ${first}`, ...others], {
      cause: error,
    });
  }
}

/** Separates a site's folder from the beginnings of ids. */
function sortOut(words: readonly string[]): { site?: string; ids: string[] } {
  const folders = words.filter(isFolder);
  if (folders.length > 1) {
    throw new Failure('usage', 'Only one site can be inspected at a time. Name one only.');
  }
  const ids = words.filter((word) => !isFolder(word));
  return { site: folders[0], ids };
}

function isFolder(word: string): boolean {
  return word.includes('/') || (existsSync(word) && statSync(word).isDirectory());
}
