import { own, type Told, told } from '../masking/told.ts';
import { MOST_KEPT } from '../visitor/body.ts';
import { MOST_COOKIES } from '../visitor/jar.ts';
import { asksToSignIn, liveSession, type Observed } from './observed.ts';

/** A sentence about what was observed, or undefined where there is nothing of the kind. */
type Note = (seen: Observed) => Told | undefined | readonly Told[];

const NOTES: readonly Note[] = [
  // What the browser did with cookies.
  ({ request }) =>
    few(
      request.cookies.filter(({ sent }) => !sent),
      ({ name, why = '' }) => told`${name} was withheld: ${own(why)}`,
    ),
  ({ cookies }) =>
    few(
      cookies.filter(({ action }) => action === 'refused'),
      ({ name, why = '' }) => told`${name} was refused: ${own(why)}`,
    ),
  ({ cookies, session: { before, after } }) =>
    before &&
    before === after &&
    cookies.some(({ action, session }) => action === 'repeated' && session === after)
      ? own('the same cookie again, with a later expiry')
      : undefined,
  ({ cookies }) => {
    const { length } = cookies.filter(({ forgotten }) => forgotten !== undefined);
    return length === 0
      ? undefined
      : own(`a browser keeps ${MOST_COOKIES} cookies of a site: it forgot ${length} older ones`);
  },

  // What became of the session.
  ({ session: { before, after }, store }) => {
    if (before === undefined || after === undefined || before === after) return undefined;
    if (liveSession(store?.sessions, before))
      return told`the id changed, but ${before} still counts`;
    return own('the id changed: a stolen old one is worth nothing');
  },
  ({ session: { before, after }, cookies }) =>
    before === undefined && after !== undefined && cookies.length > 0
      ? own('a session begins')
      : undefined,
  ({ session: { before, after }, store }) => {
    if (before === undefined || after !== undefined || !store) return undefined;
    return liveSession(store.sessions, before)
      ? told`the cookie is gone, and ${before} still counts: whoever has a copy stays signed in`
      : own('the session is gone from the store, and its cookie from the browser');
  },
  (seen) =>
    opensNothing(seen)
      ? told`the store does not know ${seen.session.before ?? ''}: its cookie opens nothing`
      : undefined,
  ({ session: { before, after }, store }) =>
    before === undefined && after === undefined && store?.changes.length === 0
      ? own('no session: there is nothing to remember yet')
      : undefined,
  (seen) => {
    const created = seen.store?.changes.find(
      ({ action, session }) => action === 'created' && session !== seen.session.after,
    );
    return created && told`${created.session} was stored, and no cookie came for it`;
  },

  // What happened in the store.
  ({ store }) => {
    const [only, ...others] = store?.changes ?? [];
    return only?.action === 'touched' && others.length === 0
      ? own('the session was only touched: it now expires later')
      : undefined;
  },
  (seen) =>
    seen.store?.changes.length === 0 &&
    liveSession(seen.store.sessions, seen.session.after) &&
    !opensNothing(seen)
      ? own('the session was read, and nothing was written')
      : undefined,
  ({ store }) =>
    (store?.operations ?? [])
      .filter(({ error }) => error !== undefined)
      .map(({ name, error = '' }) => told`the store failed at ${own(name)}: ${error}`),

  // What came.
  ({ response }) =>
    response?.cutFrom === undefined
      ? undefined
      : own(
          `${megabytes(response.cutFrom)} came: the first ${megabytes(MOST_KEPT)} were kept, the rest was counted`,
        ),

  // Where it leads.
  ({ response }) =>
    response?.location && !response.location.onThisSite
      ? own('it leads out of this site')
      : undefined,
  (seen) =>
    asksToSignIn(seen) && seen.request.method === 'GET'
      ? own('whoever is not signed in is sent to sign in')
      : undefined,
];

/**
 * Why it came so: drawn from what was observed, not from what the flow intends.
 *
 * @param hide masks what came from outside
 */
export function notesOf(seen: Observed, hide: (outside: string) => string): string[] {
  const notes = NOTES.flatMap((note) => note(seen) ?? []);
  return [...new Set(notes.map((note) => note.text(hide)))];
}

/** Of so many cookies it is said what became of each. */
const MOST_TOLD = 10;

function few<Item>(items: readonly Item[], tell: (item: Item) => Told): Told[] {
  const more = items.length - MOST_TOLD;
  const first = items.slice(0, MOST_TOLD).map(tell);
  return more > 0 ? [...first, own(`and so were ${more} more cookies`)] : first;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

/** By what the app asked its store; else by what the store holds. */
function opensNothing({ session: { before, after }, before: held, store }: Observed): boolean {
  if (before === undefined || before !== after || !store) return false;
  const reads = store.operations?.filter(
    ({ name, session }) => name === 'get' && session === before,
  );
  if (reads && reads.length > 0) return reads.every(({ found }) => found === false);
  return !liveSession(held, before) && !liveSession(store.sessions, before);
}
