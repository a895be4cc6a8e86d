import { Failure } from '../failure.ts';
import type { ProbeLine } from '../probe/line/line.ts';
import type { ProbePlace, ProbeStore } from '../probe/messages.ts';
import { readSiteSettings } from '../project/settings.ts';
import { storeOf } from '../stores/locate.ts';
import type { AppConnection } from '../stores/memory/connection.ts';
import { fileAt, type ReadablePlace } from '../stores/places.ts';

/** A store operation that has not ended after this time may never end. */
const OPERATION_MS = 4_000;

const PAUSED = 'It may be paused at a breakpoint; try again when it runs.';

/**
 * What `inspect` gets about the sessions of a running app: where they are, if they can be read there; otherwise the
 * sessions themselves, from the app's process.
 *
 * @param folder the app's, as a person named it
 * @param env the app's environment
 */
export async function* liveStore(
  line: ProbeLine,
  folder: string,
  env: NodeJS.ProcessEnv,
): AsyncGenerator<AppConnection, void> {
  const own = ownPlace(folder, env);
  if (own) return yield* told(own);
  if (!line.watches) return yield { missing: await whyNone(line, folder) };
  const stores = await line.askForStores(OPERATION_MS);
  if (stores.length === 0) return yield { error: `The app in ${folder} did not answer. ${PAUSED}` };
  const places = new Map(
    stores.flatMap(({ place }) => (place ? [[JSON.stringify(place), place]] : [])),
  );
  const [place, ...others] = places.values();
  if (place && stores.every((store) => store.place)) {
    return yield* told(placeFrom(place), others.length > 0);
  }
  yield* sessionsOf(line, folder, stores);
}

function* told(place: ReadablePlace, isOneOfSeveral = false): Generator<AppConnection, void> {
  yield { place };
  if (isOneOfSeveral) yield { note: 'The app has several session stores. This is the first.' };
  yield { end: true };
}

async function* sessionsOf(
  line: ProbeLine,
  folder: string,
  stores: readonly ProbeStore[],
): AsyncGenerator<AppConnection, void> {
  const isInMemory = stores.every(({ holds }) => holds === 'memory');
  const [name = ''] = new Set(stores.map((store) => store.name));
  yield { store: isInMemory ? '' : name };
  const sessions = await line.settle(true, OPERATION_MS);
  if (!sessions) {
    return yield {
      error: `The app in ${folder} did not tell what its session store holds: ${name || 'the store'} failed, or did not answer. ${PAUSED}`,
    };
  }
  // Several processes may have reported the same store.
  const seen = new Set<string>();
  for (const session of sessions) {
    if (seen.has(session.sessionId)) continue;
    seen.add(session.sessionId);
    yield { session };
  }
  if (stores.some(({ holds }) => holds === 'unknown')) {
    yield {
      note: `${name || 'The store'} cannot list its sessions: only those are known that were used since the app started.`,
    };
  }
  yield { end: true };
}

/** Where a site that `create` made keeps its sessions; undefined in memory, and for any other app. */
function ownPlace(folder: string, env: NodeJS.ProcessEnv): ReadablePlace | undefined {
  try {
    const settings = readSiteSettings(folder, env);
    const place = settings?.marker && storeOf(folder, settings);
    return place?.kind === 'file' || place?.kind === 'redis' ? place : undefined;
  } catch (error) {
    // The app runs anyway, and can be asked.
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

function placeFrom(place: ProbePlace): ReadablePlace {
  return place.kind === 'file'
    ? fileAt(place.directory, place.directory, { mayBeMissing: true })
    : { ...place, setting: 'the address that the app has' };
}

async function whyNone(line: ProbeLine, folder: string): Promise<string> {
  const apps = await line.askForApp([], OPERATION_MS);
  const [other] = apps.flatMap(({ packages }) => packages);
  return other === undefined
    ? `The app in ${folder} has no session store at the moment: it is starting, or has crashed. Try again when it runs.`
    : `The app in ${folder} keeps its sessions with ${other}, and not with express-session: there is no store to look into. What a cookie holds is shown by session-app decode.`;
}
