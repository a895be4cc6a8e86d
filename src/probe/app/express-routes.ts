import { attempt } from '../attempt.ts';
import { type BodyKind, MOST_FIELDS, MOST_ROUTES, type ProbeRoute } from '../messages.ts';
import { passportFields } from './passport-fields.ts';

/** A layer of Express 4 or 5, https://github.com/pillarjs/router/blob/master/lib/layer.js. Any part may be missing. */
export interface Layer {
  name?: unknown;
  handle?: unknown;
  route?: unknown;
  /** Only in Express 4. */
  regexp?: unknown;
  /** Only in Express 5: whether it is for every path. */
  slash?: unknown;
  match?: unknown;
  path?: unknown;
  params?: unknown;
  /** Only in later versions of Express 5: where it is mounted, as written. */
  rawPath?: unknown;
}

/** How deep routers may be nested. */
const DEEPEST = 5;
const PARSERS: Readonly<Record<string, BodyKind>> = {
  jsonParser: 'json',
  urlencodedParser: 'form',
};

/** The current routes of an app. */
export interface RoutesFound {
  routes: ProbeRoute[];
  bodies: Set<BodyKind>;
}

/** @param mounts paths to try: some routers only say whether they are mounted at a given path */
export function readRoutes(app: object, mounts: readonly string[], into: RoutesFound): void {
  const above = attempt(() => String(Reflect.apply(Reflect.get(app, 'path'), app, []))) ?? '';
  readStack(routerOf(app), above, mounts, into, 0);
}

/** The router of an Express app; undefined if it has none yet. */
export function routerOf(app: object): unknown {
  // The getter `router` of Express 4 throws; `_router` is its own.
  return attempt(() => Reflect.get(app, '_router') ?? Reflect.get(app, 'router'));
}

/** Whether a layer is for every path. */
export function isEverywhere({ regexp, slash }: Layer): boolean {
  return regexp instanceof RegExp ? Reflect.get(regexp, 'fast_slash') === true : slash === true;
}

function readStack(
  router: unknown,
  above: string,
  mounts: readonly string[],
  into: RoutesFound,
  depth: number,
): void {
  for (const layer of layersOf(router)) {
    attempt(() => {
      const parser = typeof layer.name === 'string' ? PARSERS[layer.name] : undefined;
      if (parser) into.bodies.add(parser);
      if (layer.route) readRoute(Object(layer.route), above, into);
      else if (depth < DEEPEST && layersOf(layer.handle).length > 0) {
        for (const mount of mountsOf(layer, mounts)) {
          readStack(layer.handle, above + mount, mounts, into, depth + 1);
        }
      }
    });
  }
}

/** The layers of a router, in order; empty if it is no router. */
export function layersOf(router: unknown): Layer[] {
  const stack: unknown = typeof router === 'function' ? Reflect.get(router, 'stack') : undefined;
  return Array.isArray(stack) ? stack.filter((layer) => typeof layer === 'object' && layer) : [];
}

function readRoute(route: object, above: string, into: RoutesFound): void {
  const layers = layersOf(Object.assign(() => {}, { stack: Reflect.get(route, 'stack') }));
  for (const { name } of layers) {
    const parser = typeof name === 'string' ? PARSERS[name] : undefined;
    if (parser) into.bodies.add(parser);
  }
  const paths = [Reflect.get(route, 'path')].flat().filter((path) => typeof path === 'string');
  const methods = Object.keys(Object(Reflect.get(route, 'methods')));
  for (const path of paths) {
    for (const method of methods.includes('_all') ? ['GET', 'POST'] : methods) {
      if (into.routes.length === MOST_ROUTES) return;
      const fields = fieldsIn(layers.map(({ handle }) => handle));
      // Express 4 uses `*` for every path.
      const whole = `${above}/${path}`.replace(/\/{2,}/g, '/');
      into.routes.push({
        method: method.toUpperCase(),
        path: whole.length > 1 ? whole.replace(/\/$/, '') : whole,
        fields,
      });
    }
  }
}

const MOUNT_OF_4 = /^\^((?:\\?\/(?:[\w\-~]|\\[.-])+)+)\\\/\?\(\?=\\\/\|\$\)$/;

/** Without parameters or patterns. */
const PLAIN_PATH = /^\/[\w\-./~]*$/;

/** Where a router is mounted: empty if that is not known, or has parameters. */
function mountsOf(layer: Layer, mounts: readonly string[]): string[] {
  const { regexp, match, rawPath } = layer;
  if (isEverywhere(layer)) return [''];
  if (regexp instanceof RegExp) {
    const [, source] = MOUNT_OF_4.exec(regexp.source) ?? [];
    return source === undefined ? [] : [source.replaceAll('\\', '')];
  }
  if (typeof rawPath === 'string' && PLAIN_PATH.test(rawPath)) return [rawPath];
  if (typeof match !== 'function') return [];
  // Matching leaves notes in the layer; the next request overwrites them.
  const { path, params } = layer;
  const found = mounts.find(
    (mount) => Reflect.apply(match, layer, [mount]) === true && layer.path === mount,
  );
  Object.assign(layer, { path, params });
  return found === undefined ? [] : [found];
}

/** Longer functions are not read. */
const LONGEST_SOURCE = 20_000;
const FIELDS = [
  /\bbody\s*\??\.\s*([A-Za-z_$][\w$]{0,60})/g,
  /\bbody\s*\[\s*['"]([\w$.-]{1,60})['"]/g,
];
const TAKEN_APART = /\{([^{}]{1,500})\}\s*=\s*[\w.]{0,30}\bbody\b/g;

/** The fields of `req.body` that functions use, in order. */
function fieldsIn(functions: readonly unknown[]): string[] {
  const fields = new Set<string>();
  for (const one of functions) {
    if (typeof one !== 'function') continue;
    const source = Function.prototype.toString.call(one);
    if (source.length > LONGEST_SOURCE) continue;
    for (const [, names = ''] of source.matchAll(TAKEN_APART)) {
      for (const part of names.split(',')) {
        const [, name] = /^\s*([A-Za-z_$][\w$]*)/.exec(part) ?? [];
        if (name) fields.add(name);
      }
    }
    for (const pattern of FIELDS) {
      for (const [, name] of source.matchAll(pattern)) if (name) fields.add(name);
    }
    for (const name of passportFields(source)) fields.add(name);
  }
  return [...fields].slice(0, MOST_FIELDS);
}
