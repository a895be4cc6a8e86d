import { MOST_KEPT } from '../visitor/body.ts';
import { asksToSignIn, liveSession, type Observed } from './observed.ts';

/** A sentence about what was observed, or undefined where there is nothing of the kind. */
type Note = (seen: Observed) => string | undefined | readonly string[];

const NOTES: readonly Note[] = [
  // What the browser did with cookies.
  ({ request }) =>
    request.cookies
      .filter(({ sent }) => !sent)
      .map(({ name, why }) => `${name} was withheld: ${why}`),
  ({ cookies }) =>
    cookies
      .filter(({ action }) => action === 'refused')
      .map(({ name, why }) => `${name} was refused: ${why}`),
  ({ cookies, session: { before, after } }) =>
    before &&
    before === after &&
    cookies.some(({ action, value }) => action === 'repeated' && value === after)
      ? 'the same cookie again, with a later expiry'
      : undefined,

  // What became of the session.
  ({ session: { before, after }, store }) => {
    if (before === undefined || after === undefined || before === after) return undefined;
    if (liveSession(store?.sessions, before)) return `the id changed, but ${before} still counts`;
    return 'the id changed: a stolen old one is worth nothing';
  },
  ({ session: { before, after }, cookies }) =>
    before === undefined && after !== undefined && cookies.length > 0
      ? 'a session begins'
      : undefined,
  ({ session: { before, after }, store }) => {
    if (before === undefined || after !== undefined || !store) return undefined;
    return liveSession(store.sessions, before)
      ? `the cookie is gone, and ${before} still counts: whoever has a copy stays signed in`
      : 'the session is gone from the store, and its cookie from the browser';
  },
  (seen) =>
    opensNothing(seen)
      ? `the store does not know ${seen.session.before}: its cookie opens nothing`
      : undefined,
  ({ session: { before, after }, store }) =>
    before === undefined && after === undefined && store?.changes.length === 0
      ? 'no session: there is nothing to remember yet'
      : undefined,
  (seen) => {
    const created = seen.store?.changes.find(
      ({ action, session }) => action === 'created' && session !== seen.session.after,
    );
    return created && `${created.session} was stored, and no cookie came for it`;
  },

  // What happened in the store.
  ({ store }) => {
    const [only, ...others] = store?.changes ?? [];
    return only?.action === 'touched' && others.length === 0
      ? 'the session was only touched: it now expires later'
      : undefined;
  },
  (seen) =>
    seen.store?.changes.length === 0 &&
    liveSession(seen.store.sessions, seen.session.after) &&
    !opensNothing(seen)
      ? 'the session was read, and nothing was written'
      : undefined,
  ({ store }) =>
    (store?.operations ?? [])
      .filter(({ error }) => error !== undefined)
      .map(({ name, error }) => `the store failed at ${name}: ${error}`),

  // What came.
  ({ response }) =>
    response?.cutFrom === undefined
      ? undefined
      : `${megabytes(response.cutFrom)} came: the first ${megabytes(MOST_KEPT)} were kept, the rest was counted`,

  // Where it leads.
  ({ response }) =>
    response?.location && !response.location.onThisSite ? 'it leads out of this site' : undefined,
  (seen) =>
    asksToSignIn(seen) && seen.request.method === 'GET'
      ? 'whoever is not signed in is sent to sign in'
      : undefined,
];

/** Why it came so: drawn from what was observed, not from what the flow intends. */
export function notesOf(seen: Observed): string[] {
  return [...new Set(NOTES.flatMap((note) => note(seen) ?? []))];
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
