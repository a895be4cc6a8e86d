import { attempt } from '../attempt.ts';
import type { ProbeApp, ProbeAppQuestion } from '../messages.ts';
import type { Reporter } from '../reporter.ts';
import { replaceAll } from '../watched.ts';
import { type RoutesFound, readRoutes } from './express-routes.ts';
import { SessionLayers } from './session-layers.ts';
import { loadedPackages } from './session-packages.ts';

/** What can be said about the apps in this process, when somebody asks. */
export class AppWatch {
  readonly #apps = new Set<object>();
  readonly #stores = new Set<object>();
  readonly #secureCookies = new Set<object>();
  readonly #sessionLayers: SessionLayers;

  constructor(reporter: Reporter) {
    this.#sessionLayers = new SessionLayers(() => reporter.tell({ type: 'idle-session' }));
  }

  /** Each Express app gets a listener for `mount` when it is made. */
  add(app: object): void {
    if (typeof app === 'function' && 'handle' in app && 'set' in app) this.#apps.add(app);
  }

  /** Reads the first session that is made with each store: its cookie has the app's own options. */
  meet(store: object): void {
    this.#stores.add(store);
    const generate: unknown = Reflect.get(store, 'generate');
    if (typeof generate !== 'function') return;
    const look = (request: unknown) => {
      const cookie = Object(Reflect.get(Object(request), 'session')).cookie;
      if (Object(cookie).secure === true) this.#secureCookies.add(store);
    };
    const watched = function (this: unknown, ...args: unknown[]) {
      const result = Reflect.apply(generate, this, args);
      attempt(() => look(args[0]));
      return result;
    };
    replaceAll(store, new Map([['generate', watched]]));
  }

  /** Watches the session middlewares that its apps have so far. */
  watchSessions(): void {
    for (const app of this.#apps) {
      attempt(() => this.#sessionLayers.watch(app, () => this.#stores.size));
    }
  }

  answer({ askApp: to, mounts }: ProbeAppQuestion, reporter: Reporter): void {
    reporter.tell({ type: 'app', to, app: this.#app(mounts) });
  }

  #app(mounts: readonly string[]): ProbeApp {
    const found: RoutesFound = { routes: [], bodies: new Set() };
    for (const app of this.#apps) attempt(() => readRoutes(app, mounts, found));
    return {
      routes: found.routes,
      bodies: [...found.bodies],
      packages: attempt(loadedPackages) ?? [],
      secureCookie: this.#secureCookies.size > 0,
    };
  }
}
