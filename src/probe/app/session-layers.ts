import { attempt } from '../attempt.ts';
import { type AppFunction, replaceAll } from '../watched.ts';
import { isEverywhere, type Layer, layersOf, routerOf } from './express-routes.ts';

/** How deep routers may be nested. */
const DEEPEST = 5;

/** The first session middleware that a request reaches. */
interface First {
  middleware: AppFunction;
  /** Whether every request of the app reaches it. */
  meetsAll: boolean;
}

/**
 * Notices a session middleware that has no effect: express-session does nothing if a request has a session already, so
 * it is useless after another one for the same paths.
 */
export class SessionLayers {
  readonly #first = new WeakMap<object, First>();
  readonly #middlewares = new Set<AppFunction>();
  readonly #tell: () => void;
  #isTold = false;

  /** @param tell called once, when one was seen */
  constructor(tell: () => void) {
    this.#tell = tell;
  }

  /**
   * Watches the session middlewares that an app's routers have so far.
   *
   * @param stores how many stores the app has: middlewares with the same store may be alike, and then nothing is lost
   */
  watch(app: object, stores: () => number): void {
    const isMounted = attempt(() => Reflect.get(app, 'parent')) !== undefined;
    this.#watchStack(routerOf(app), !isMounted, stores, 0);
  }

  #watchStack(router: unknown, isTop: boolean, stores: () => number, depth: number): void {
    for (const layer of layersOf(router)) {
      attempt(() => {
        const { handle } = layer;
        if (isSessionMiddleware(handle)) {
          this.#replace(layer, handle, isTop && isEverywhere(layer), stores);
        } else if (depth < DEEPEST) this.#watchStack(handle, false, stores, depth + 1);
      });
    }
  }

  #replace(layer: Layer, middleware: AppFunction, meetsAll: boolean, stores: () => number): void {
    this.#middlewares.add(middleware);
    const meet = (request: unknown) =>
      this.#meet(Object(request), { middleware, meetsAll }, stores);
    // Express looks at the number of parameters to see what a function is for.
    const watched = function session(this: unknown, ...args: unknown[]) {
      attempt(() => meet(args[0]));
      return Reflect.apply(middleware, this, args);
    };
    Reflect.defineProperty(watched, 'length', { value: middleware.length, configurable: true });
    replaceAll(layer, new Map([['handle', watched]]));
  }

  #meet(request: object, here: First, stores: () => number): void {
    const { session } = Object(request);
    if (!session) {
      this.#first.set(request, here);
      return;
    }
    const first = this.#first.get(request);
    if (this.#isTold || !first?.meetsAll || first.middleware === here.middleware) return;
    // With another cookie path, the first one does nothing for requests outside of that path.
    if (Object(session.cookie).path !== '/' || stores() < this.#middlewares.size) return;
    this.#isTold = true;
    this.#tell();
  }
}

/** A message in express-session's middleware. A bundler shortens names, but no messages and no properties. */
const OWN_MESSAGE = 'secret option required for sessions';
const OWN_PROPERTY = /\.sessionStore ?= ?\w/;

/** Whether a function is express-session's middleware, from any copy of the package, bundled or not. */
function isSessionMiddleware(handle: unknown): handle is AppFunction {
  if (typeof handle !== 'function' || handle.length !== 3) return false;
  const text = Function.prototype.toString.call(handle);
  return text.includes(OWN_MESSAGE) && OWN_PROPERTY.test(text);
}
