import { own, type Told, told } from '../masking/told.ts';
import { bytes } from '../quantities.ts';
import { JAR_LIMIT } from '../visitor/cookies/jar.ts';
import { MOST_KEPT } from '../visitor/http/body.ts';
import { asksToSignIn, isHidden, liveSession, type Observed, whoOf } from './observed.ts';
import { isOfOneProcess } from './one-process.ts';
import { isUntold } from './sign-in.ts';

/** A sentence about what was observed, or undefined if there is nothing to say. */
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
      ? own(
          expires(cookies) ? 'the same cookie again, with a later expiry' : 'the same cookie again',
        )
      : undefined,
  ({ cookies }) => {
    const { length } = cookies.filter(({ forgotten }) => forgotten !== undefined);
    return length === 0
      ? undefined
      : own(`a browser keeps ${JAR_LIMIT} cookies of a site: it forgot ${length} older ones`);
  },

  (seen) =>
    isUntold(seen)
      ? own(
          'nothing tells whether the sign-in worked: name a page that strangers do not see, with --protected',
        )
      : undefined,

  // What happened to the session.
  ({ session: { before, after }, store }) => {
    if (before === undefined || after === undefined || before === after) return undefined;
    if (liveSession(store?.sessions, before))
      return told`the id changed, but ${before} still counts`;
    return own(store ? 'the id changed: a stolen old one is worth nothing' : 'the id changed');
  },
  ({ session: { before, after }, cookies }) =>
    before === undefined && after !== undefined && cookies.length > 0
      ? own('a session begins')
      : undefined,
  ({ session: { before, after }, store }) => {
    if (before === undefined || after !== undefined || !store) return undefined;
    const held = liveSession(store.sessions, before);
    if (!held) return own('the session is gone from the store, and its cookie from the browser');
    return whoOf(held) === null
      ? told`the cookie is gone, and ${before} goes on in the store, with nobody signed in`
      : told`the cookie is gone, and ${before} still counts: whoever has a copy stays signed in`;
  },
  ({ session: { before, after }, before: held, store }) => {
    if (before === undefined || before !== after) return undefined;
    const was = whoOf(liveSession(held, before));
    const is = liveSession(store?.sessions, before);
    return was !== null && is !== undefined && whoOf(is) === null
      ? told`nobody is signed in with ${before} any more, and the session itself goes on`
      : undefined;
  },
  (seen) =>
    opensNothing(seen)
      ? told`the store does not know ${seen.session.before ?? ''}: its cookie opens nothing`
      : undefined,
  ({ session: { before, after }, store, past }) =>
    before === undefined &&
    after === undefined &&
    store?.changes.length === 0 &&
    past?.dropped === undefined &&
    !past?.hasLoggedOut
      ? own('no session: there is nothing to remember yet')
      : undefined,
  ({ past }) =>
    past?.isThief && past.hasNoLogOut
      ? own('the log-out did not work, so that this tells nothing of it')
      : undefined,
  (seen) => {
    if (!isOfOneProcess(seen)) return undefined;
    return own(
      seen.past?.isRestarted
        ? 'the session went with the process that had it'
        : 'another process has the session: fine where the app runs alone; if not, say how many with --instances',
    );
  },
  ({ past }) =>
    past?.dropped === undefined
      ? undefined
      : told`the browser has dropped the cookie of ${own(past.dropped)}: its time was up`,
  (seen) => {
    const created = seen.store?.changes.find(
      ({ action, session }) => action === 'created' && session !== seen.session.after,
    );
    return created && told`${created.session} was stored, and no cookie came for it`;
  },

  // What happened in the store.
  (seen) => {
    const [only, ...others] = seen.store?.changes ?? [];
    if (only?.action !== 'touched' || others.length > 0) return undefined;
    return own(
      isAccountOnly(seen)
        ? 'the store was asked to move the expiry of the session, and nothing else was written'
        : 'the session was only touched: it now expires later',
    );
  },
  (seen) => {
    const { store, session } = seen;
    if (store?.changes.length !== 0 || !wasRead(seen)) return undefined;
    const asked = store.operations?.filter(({ session: alias }) => alias === session.before) ?? [];
    if (asked.some(({ name }) => name === 'touch')) {
      return own('the session was read, and the store was asked to move its expiry');
    }
    return asked.some(({ name }) => WRITING.has(name))
      ? undefined
      : own('the session was read, and nothing was written');
  },
  ({ store }) =>
    (store?.operations ?? [])
      .filter(({ error }) => error !== undefined)
      .map(({ name, error = '' }) => told`the store failed at ${own(name)}: ${error}`),

  // The response.
  ({ response }) =>
    response?.cutFrom === undefined
      ? undefined
      : own(
          `${bytes(response.cutFrom)} came: the first ${bytes(MOST_KEPT)} were kept, the rest was counted`,
        ),

  // Where it redirects to.
  ({ response }) =>
    response?.location && !response.location.onThisSite
      ? own('it leads out of this site')
      : undefined,
  (seen) =>
    asksToSignIn(seen) && !isHidden(seen) && seen.request.method === 'GET' && !isShownForm(seen)
      ? own('whoever is not signed in is sent to sign in')
      : undefined,
  (seen) =>
    seen.isForStrangers?.() === true
      ? own('whoever is not signed in is shown another page here than whoever is')
      : undefined,
  (seen) =>
    isHidden(seen) && seen.past?.signIn === 'none'
      ? own('whoever is not signed in is told that there is no such page')
      : undefined,
];

/**
 * Why a step went as it did: from what was observed, not from what the flow intends.
 *
 * @param hide masks what came from outside
 */
export function notesOf(seen: Observed, hide: (outside: string) => string): string[] {
  const notes = NOTES.flatMap((note) => note(seen) ?? []);
  return [...new Set(notes.map((note) => note.text(hide)))];
}

/** If there are more cookies, not each of them is described. */
const MOST_TOLD = 10;

function few<Item>(items: readonly Item[], tell: (item: Item) => Told): Told[] {
  const more = items.length - MOST_TOLD;
  const first = items.slice(0, MOST_TOLD).map(tell);
  return more > 0 ? [...first, own(`and so were ${more} more cookies`)] : first;
}

const WRITING = new Set(['set', 'destroy']);

/** Whether the app found the session that was sent. */
function wasRead({ session: { before, after }, store }: Observed): boolean {
  if (before === undefined || before !== after) return false;
  return (
    store?.operations?.some(
      ({ name, session, found }) => name === 'get' && session === before && found === true,
    ) === true
  );
}

/** Whether the store was not read: then only what it was asked to store is known. */
function isAccountOnly({ site, past }: Observed): boolean {
  return site.storePlace === undefined && past?.app !== undefined && past.app.memories === 0;
}

/** The page with the form may be the one that was asked for. */
function isShownForm({ response }: Observed): boolean {
  return response !== undefined && response.status < 300;
}

function expires(cookies: Observed['cookies']): boolean {
  return cookies.some(({ attributes }) =>
    attributes.some((one) => /^(expires|max-age)/i.test(one)),
  );
}

/** By what the app asked its store, or else by what the store holds. */
function opensNothing({ session: { before, after }, before: held, store }: Observed): boolean {
  if (before === undefined || before !== after || !store) return false;
  const reads = store.operations?.filter(
    ({ name, session }) => name === 'get' && session === before,
  );
  if (liveSession(held, before) || liveSession(store.sessions, before)) return false;
  return !reads || reads.every(({ found }) => found === false);
}
