import { isObject } from '../../objects.ts';
import {
  BODY_KINDS,
  type BodyKind,
  LONGEST_NAME,
  LONGEST_PATH,
  MOST_FIELDS,
  MOST_ROUTES,
  type ProbeApp,
  type ProbeRoute,
} from '../messages.ts';
import { checkedList, isFlag, isText } from './door-values.ts';

/** What a process reports about its app, rebuilt from the known fields; undefined if one of them is wrong. */
export function appIn(value: unknown): ProbeApp | undefined {
  if (!isObject(value) || !isFlag(value.secureCookie)) return undefined;
  const routes = checkedList(value.routes, MOST_ROUTES, route);
  const bodies = checkedList(value.bodies, BODY_KINDS.length, bodyKind);
  const packages = checkedList(value.packages, MOST_FIELDS, name);
  return routes && bodies && packages
    ? { routes, bodies, packages, secureCookie: value.secureCookie }
    : undefined;
}

function route(value: unknown): ProbeRoute | undefined {
  if (!isObject(value)) return undefined;
  const { method, path } = value;
  const fields = checkedList(value.fields, MOST_FIELDS, name);
  if (!isText(method, LONGEST_NAME) || !/^[A-Z-]+$/.test(method)) return undefined;
  if (!isText(path, LONGEST_PATH) || !path.startsWith('/') || !fields) return undefined;
  return { method, path, fields };
}

function bodyKind(value: unknown): BodyKind | undefined {
  return BODY_KINDS.find((kind) => kind === value);
}

function name(value: unknown): string | undefined {
  return isText(value, LONGEST_NAME) ? value : undefined;
}
