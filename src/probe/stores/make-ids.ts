import { attempt } from '../attempt.ts';

/**
 * Unused session ids from a store's own generator.
 *
 * @returns undefined if it needs a real request, or makes ids from what the request says
 */
export function makeIds(store: object, count: number): string[] | undefined {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const id = makeId(store);
    if (id === undefined) return undefined;
    ids.push(id);
  }
  return ids;
}

function makeId(store: object): string | undefined {
  const generate: unknown = attempt(() => Reflect.get(store, 'generate'));
  if (typeof generate !== 'function') return undefined;
  const { request, told } = nobodysRequest();
  // Once the id is known, the rest of the session does not matter.
  attempt(() => Reflect.apply(generate, store, [request]));
  return told();
}

/** A fake request with what express-session needs, and a way to read its id; nothing if it was used before. */
function nobodysRequest(): { request: object; told(): string | undefined } {
  let id: unknown;
  let wasLookedAt = false;
  const look = () => {
    wasLookedAt ||= id === undefined;
  };
  const plain = {
    method: 'GET',
    url: '/',
    originalUrl: '/',
    path: '/',
    headers: {},
    connection: {},
    socket: {},
    query: {},
    body: {},
    cookies: {},
    get: () => undefined,
    header: () => undefined,
  };
  const request = new Proxy(plain, {
    get(target, name, receiver) {
      look();
      return Reflect.get(target, name, receiver);
    },
    has(target, name) {
      look();
      return Reflect.has(target, name);
    },
    ownKeys(target) {
      look();
      return Reflect.ownKeys(target);
    },
    set(target, name, value, receiver) {
      if (name === 'sessionID') id ??= value;
      return Reflect.set(target, name, value, receiver);
    },
  });
  return {
    request,
    told: () => (typeof id === 'string' && id !== '' && !wasLookedAt ? id : undefined),
  };
}
