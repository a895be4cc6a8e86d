import { isDeepStrictEqual } from 'node:util';
import { isPlainObject } from '../../objects.ts';
import { laterRange } from '../versions.ts';

type Json = null | boolean | number | string | Json[] | JsonObject;
interface JsonObject {
  [key: string]: Json;
}

/** A value that both sides have changed. The person's stays: with marks in it, the file would be no JSON. */
export interface JsonConflict {
  /** Where it is, such as `scripts.dev`. */
  key: string;
  ours: Json;
  theirs: Json;
}

/** What came of a merge. */
export interface MergedJson {
  text: string;
  conflicts: JsonConflict[];
}

/** The parts of a package.json in which a value is a range of versions. */
const GROUPS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const;

/**
 * Merges three texts of JSON objects, value by value: what one side has changed counts, and a value that the person took out stays
 * out. Of a dependency's version that both have changed, the later one counts. The text is laid out as the person's:
 * its order, indentation, line ends; new keys stand behind the one that they follow in `theirs`.
 *
 * @param base as it was generated
 * @param ours as it is
 * @param theirs as it would be generated now
 * @returns undefined where one of them is no JSON object
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

/** The keys of the person's, in their order, and each new one behind the one that it follows. */
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

/** A dependency that the person has moved to another group is looked for there on all sides. */
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
