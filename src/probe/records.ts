import { type Runtime, Session } from 'node:inspector';
import type { StoredSession } from '../sessions/stored-session.ts';

/** As Node answers it; its types do not know of private properties. */
type Properties = Runtime.GetPropertiesReturnType & {
  privateProperties?: Runtime.PropertyDescriptor[];
};

/** Where stores that live in the process keep their sessions: the path of properties to them, and how to read it. */
const MEMORY_STORES: ReadonlyArray<{ path: readonly string[]; read: string }> = [
  {
    // A generated site's: two Maps of texts and expiry times.
    path: ['#store', '#lists'],
    read: `function () {
      return JSON.stringify([...this.signedIn, ...this.anonymous].map(([sessionId, { json, expires }]) => ({ sessionId, text: json, expires })));
    }`,
  },
  {
    // express-session's own: texts by id.
    path: ['sessions'],
    read: `function () {
      return JSON.stringify(Object.keys(this).map((sessionId) => ({ sessionId, text: this[sessionId] })));
    }`,
  },
];

/**
 * All that a store in this process holds, or undefined where it is none that we know. The debugger's view is used,
 * as it sees private properties, and calls nothing of the store's: `all` or `get` could delete what has expired.
 */
export function recordsIn(store: object): StoredSession[] | undefined {
  const inspector = new Session();
  inspector.connect();
  const handle = Symbol.for('session-app.store');
  try {
    Reflect.set(globalThis, handle, store);
    const root = evaluate(inspector, `globalThis[Symbol.for('session-app.store')]`);
    for (const { path, read } of MEMORY_STORES) {
      let objectId = root;
      for (const name of path) objectId = objectId && property(inspector, objectId, name);
      if (objectId) return readWith(inspector, objectId, read);
    }
    return undefined;
  } finally {
    Reflect.deleteProperty(globalThis, handle);
    inspector.disconnect();
  }
}

function evaluate(inspector: Session, expression: string): string | undefined {
  let objectId: string | undefined;
  inspector.post('Runtime.evaluate', { expression }, (_error, answer) => {
    objectId = answer.result.objectId;
  });
  return objectId;
}

function property(inspector: Session, objectId: string, name: string): string | undefined {
  let found: string | undefined;
  const which = { objectId, ownProperties: true };
  inspector.post('Runtime.getProperties', which, (_error, answer: Properties) => {
    const own = [...answer.result, ...(answer.privateProperties ?? [])];
    found = own.find((candidate) => candidate.name === name)?.value?.objectId;
  });
  return found;
}

function readWith(
  inspector: Session,
  objectId: string,
  functionDeclaration: string,
): StoredSession[] | undefined {
  let records: StoredSession[] | undefined;
  const call = { objectId, functionDeclaration, returnByValue: true };
  inspector.post(
    'Runtime.callFunctionOn',
    call,
    (_error, answer: Runtime.CallFunctionOnReturnType) => {
      if (!answer.exceptionDetails) records = JSON.parse(answer.result.value);
    },
  );
  return records;
}

/** What a store outside the process must hold, by what it was told and what it answered. */
export class Shadow {
  readonly #texts = new Map<string, string>();

  learn(operation: string, [id, session]: readonly unknown[], result: unknown): void {
    if (operation === 'clear') this.#texts.clear();
    if (typeof id !== 'string') return;
    if (operation === 'destroy') this.#texts.delete(id);
    else if (operation === 'set' || operation === 'touch') this.#put(id, session);
    else if (operation === 'get') this.#put(id, result);
  }

  records(): StoredSession[] {
    return [...this.#texts].map(([sessionId, text]) => ({ sessionId, text }));
  }

  #put(id: string, session: unknown): void {
    if (session) this.#texts.set(id, JSON.stringify(session));
    else this.#texts.delete(id);
  }
}
