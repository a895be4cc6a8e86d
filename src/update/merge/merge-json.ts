import { isDeepStrictEqual } from 'node:util';
import { isPlainObject } from '../../objects.ts';
import { laterRange } from '../versions.ts';

type Json = null | boolean | number | string | Json[] | JsonObject;
interface JsonObject {
  [key: string]: Json;
}

/** A value that both sides have changed. The owner's value stays: conflict marks would make the file invalid. */
export interface JsonConflict {
  /** Its path, such as `scripts.dev`. */
  key: string;
  ours: Json;
  theirs: Json;
}

export interface MergedJson {
  text: string;
  conflicts: JsonConflict[];
}

/** The parts of a package.json whose values are version ranges. */
const GROUPS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const;

/**
 * Merges three JSON objects, value by value. A change of one side is taken over; a value that the owner has removed
 * stays removed. If both sides have changed the version of a dependency, the later one wins. The text keeps the order,
 * the indentation and the line ends of the owner's; a new key comes after the one that precedes it in `theirs`.
 *
 * @param base as it was generated
 * @param ours as it is
 * @param theirs as it would be generated now
 * @returns undefined if one of them is not a JSON object
 */
export function mergeThreeJson(base: string, ours: string, theirs: string): MergedJson | undefined {
  const [was, is, becomes] = [base, ours, theirs].map(objectIn);
  if (!was || !is || !becomes) return undefined;
  const conflicts: JsonConflict[] = [];
  for (const name of dependenciesOf(was)) followMove(name, was, is, becomes);
  const merged = mergeObjects(was, is, becomes, [], conflicts);
  const text = isDeepStrictEqual(merged, is) ? ours : laidOutAs(ours, merged);
  return { text, conflicts };
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const value: Json = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function mergeObjects(
  base: JsonObject,
  ours: JsonObject,
  theirs: JsonObject,
  path: readonly string[],
  conflicts: JsonConflict[],
): JsonObject {
  const merged = orderedKeys(ours, theirs).map((key): [string, Json | undefined] => [
    key,
    mergeValues(own(base, key), own(ours, key), own(theirs, key), [...path, key], conflicts),
  ]);
  return Object.fromEntries(
    merged.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function mergeValues(
  base: Json | undefined,
  ours: Json | undefined,
  theirs: Json | undefined,
  path: readonly string[],
  conflicts: JsonConflict[],
): Json | undefined {
  if (isPlainObject(ours) && isPlainObject(theirs)) {
    return mergeObjects(isPlainObject(base) ? base : {}, ours, theirs, path, conflicts);
  }
  if (isDeepStrictEqual(base, theirs) || isDeepStrictEqual(ours, theirs)) return ours;
  if (isDeepStrictEqual(base, ours)) return theirs;
  if (ours === undefined || theirs === undefined) return ours;
  const isRange = path.length === 2 && GROUPS.some((group) => group === path[0]);
  if (isRange && typeof ours === 'string' && typeof theirs === 'string') {
    const later = laterRange(ours, theirs);
    if (later !== undefined) return later;
  }
  conflicts.push({ key: path.join('.'), ours, theirs });
  return ours;
}

/** The owner's keys in their order, with each new key after the one that precedes it in `theirs`. */
function orderedKeys(ours: JsonObject, theirs: JsonObject): string[] {
  const keys = Object.keys(ours);
  let before = -1;
  for (const key of Object.keys(theirs)) {
    const at = keys.indexOf(key);
    if (at === -1) keys.splice(before + 1, 0, key);
    before = at === -1 ? before + 1 : at;
  }
  return keys;
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function dependenciesOf(manifest: JsonObject): string[] {
  return GROUPS.flatMap((group) => Object.keys(groupIn(manifest, group) ?? {}));
}

function groupIn(manifest: JsonObject, group: string): JsonObject | undefined {
  const found = own(manifest, group);
  return isPlainObject(found) ? found : undefined;
}

/** If the owner has moved a dependency to another group, moves it there on the other sides, too. */
function followMove(name: string, base: JsonObject, ours: JsonObject, theirs: JsonObject): void {
  const groupsWith = (manifest: JsonObject) =>
    GROUPS.filter((group) => own(groupIn(manifest, group) ?? {}, name) !== undefined);
  const [from, ...others] = groupsWith(base);
  const [to, ...more] = groupsWith(ours);
  if (!from || !to || from === to || others.length > 0 || more.length > 0) return;
  for (const manifest of [base, theirs]) {
    const version = own(groupIn(manifest, from) ?? {}, name);
    if (version === undefined || own(groupIn(manifest, to) ?? {}, name) !== undefined) continue;
    delete groupIn(manifest, from)?.[name];
    manifest[to] = { ...groupIn(manifest, to), [name]: version };
  }
}

function laidOutAs(ours: string, value: JsonObject): string {
  const [mark = ''] = /^\uFEFF/.exec(ours) ?? [];
  const [, indent = ''] = /^\uFEFF?\s*\{\r?\n([ \t]+)"/.exec(ours) ?? [];
  const [end = ''] = /\s*$/.exec(ours) ?? [];
  const text = JSON.stringify(value, null, indent);
  return mark + (/\r\n/.test(ours) ? text.replaceAll('\n', '\r\n') : text) + end;
}
