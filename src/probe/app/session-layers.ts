import { attempt } from '../attempt.ts';
import { type AppFunction, replaceAll } from '../watched.ts';
import { isEverywhere, type Layer, layersOf, routerOf } from './express-routes.ts';

/** How deep routers may lie in routers. */
const DEEPEST = 5;

/** The session middleware that a request came to first. */
interface First {
  middleware: AppFunction;
  /** Whether every request of the app comes to it. */
  meetsAll: boolean;
}

/**
 * Notices a session middleware that can do nothing: express-session goes on at once where a request has its session
 * already, so one that comes after another for the same paths is never asked.
 */
export class SessionLayers {
  readonly #first = new WeakMap<object, First>();
  readonly #middlewares = new Set<AppFunction>();
  readonly #tell: () => void;
  #isTold = false;

  /** @param tell is called once, when one was seen */
  constructor(tell: () => void) {
    this.#tell = tell;
  }

  /**
   * Listens at the session middlewares of an app's routers, as they are now.
   *
   * @param stores how many stores the app has: middlewares that share one may be alike, and then nothing is lost
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
    // Express tells by the number of its parameters what a function is for.
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
    // With another path, the first one has nothing to do with requests that it does not cover.
    if (Object(session.cookie).path !== '/' || stores() < this.#middlewares.size) return;
    this.#isTold = true;
    this.#tell();
  }
}

/** What express-session's middleware says of itself. A bundler shortens the names in it, but no message and no property. */
const OWN_MESSAGE = 'secret option required for sessions';
const OWN_PROPERTY = /\.sessionStore ?= ?\w/;

/** Whether a function is express-session's, whichever copy of it the app has, packed or not. */
function isSessionMiddleware(handle: unknown): handle is AppFunction {
  if (typeof handle !== 'function' || handle.length !== 3) return false;
  const text = Function.prototype.toString.call(handle);
  return text.includes(OWN_MESSAGE) && OWN_PROPERTY.test(text);
}
