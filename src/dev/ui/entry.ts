import type { DevEvent, DevRequestEvent } from '../../events/dev.ts';
import { SESSION_EFFECTS, storeOperation } from '../../reports/phrases.ts';
import type { KeyChange } from '../../sessions/key-changes.ts';
import { isStaticFile } from '../static-file.ts';
import { cut, jsonText } from './cut.ts';
import type { LiveChange, LiveNews, LiveRequest } from './shapes.ts';

const LONGEST_PATH = 240;
const LONGEST_VALUE = 200;
const MOST_CHANGES = 10;

/** What browsers request by themselves. */
const UNASKED = /^\/(favicon\.ico|apple-touch-icon[\w-]*\.png|\.well-known\/appspecific\/\S*)$/;

/** A request as a row of the page. */
export function requestEntry(number: number, event: DevRequestEvent): LiveRequest {
  const { at, method, path, status, took, location, cookies, session } = event;
  return {
    type: 'request',
    number,
    at,
    method: cut(method, 20),
    path: cut(path, LONGEST_PATH),
    status,
    took,
    location: location === null ? null : cut(location, LONGEST_PATH),
    cookies: [...new Set(cookies)].slice(0, 10).map((name) => cut(name, 50)),
    ...(session?.before !== undefined && { before: aliasIn(session.before) }),
    ...(session?.after !== undefined && { after: aliasIn(session.after) }),
    user: session?.user ? cut(session.user, LONGEST_VALUE) : null,
    action: session?.action ?? null,
    effect: session ? SESSION_EFFECTS[session.action] : '',
    changes: (session?.keys ?? []).slice(0, MOST_CHANGES).map(liveChange),
    marks: marksOf(event),
    isStatic: isStaticFile(event) || UNASKED.test(path),
  };
}

/** What is wrong with a request at which somebody signed in, and the session kept its id. */
export const KEPT_ID = 'kept its id at sign-in';

/** What is wrong with a request. */
function marksOf({ status, session, cookies }: DevRequestEvent): string[] {
  if (status === null) return ['given up, no answer'];
  if (!session) return [];
  const { forged, keptId, errors, action } = session;
  const began = action === 'created' || action === 'replaced';
  return [
    ...(forged ? ['forged cookie'] : []),
    ...(keptId ? [KEPT_ID] : []),
    ...(action === 'dropped' ? ['still in the store'] : []),
    ...(began && cookies.length === 0 ? ['no cookie came for it'] : []),
    ...errors.slice(0, 3).map((error) => cut(`the store failed at ${error}`, LONGEST_VALUE)),
  ];
}

/** Other events; undefined if the page does not show them. */
export function newsEntry(number: number, event: DevEvent): LiveNews | undefined {
  const news = (tone: LiveNews['tone'], text: string): LiveNews => ({
    type: 'news',
    number,
    at: event.at,
    tone,
    text: cut(text, LONGEST_PATH),
  });
  switch (event.type) {
    case 'started':
      return news('good', `the app is running at ${event.url}`);
    case 'restarted':
      return news('good', `the app is running again at ${event.url}`);
    case 'stopped':
      return news('quiet', 'the app stopped');
    case 'note':
      return news('quiet', event.text);
    case 'store': {
      const { session, error } = event.operation;
      const tone = error === undefined ? 'quiet' : 'bad';
      return {
        ...news(tone, `the app itself: ${storeOperation(event.operation)}`),
        ...(session !== undefined && { session }),
      };
    }
    default:
      return undefined;
  }
}

function liveChange({ key, ...values }: KeyChange): LiveChange {
  return {
    key: cut(key, 100),
    ...('before' in values && { before: jsonText(values.before, LONGEST_VALUE) }),
    ...('after' in values && { after: jsonText(values.after, LONGEST_VALUE) }),
  };
}

/** If ids are shown, they follow the alias. */
function aliasIn(shown: string): string {
  return shown.split(' ', 1)[0] ?? shown;
}
