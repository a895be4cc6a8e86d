import { join } from 'node:path';
import { errorCode, Failure } from '../failure.ts';
import { readNamedWay } from '../flows/named-way.ts';
import type { WayIn } from '../flows/way-in.ts';
import { isPlainObject } from '../objects.ts';
import { checkCanBeWritten, writeWholeFile } from '../whole-file.ts';
import { whyNotWritten } from '../why-not-written.ts';
import { type Manifest, readIfThere, readManifest } from './manifest.ts';

/** The key of package.json for the addresses of signing in and out. */
const KEY = 'session-app';

/**
 * Writes the way in to an app's package.json. The rest of the file stays exactly the same.
 *
 * @throws Failure `usage` if there is no package.json, or if it cannot be read; `cannot-write`
 */
export function saveWay(directory: string, way: Readonly<Record<string, string>>): void {
  const { path, manifest, text } = saveable(directory);
  const saved = isPlainObject(manifest[KEY]) ? manifest[KEY] : {};
  try {
    writeWholeFile(path, withKey(text, KEY, { ...saved, ...way }));
  } catch (error) {
    throw notWritten(path, error);
  }
}

/** Checks in advance that the way in can be saved. @throws as `saveWay` does */
export function checkThatWayCanBeSaved(directory: string): void {
  const { path } = saveable(directory);
  try {
    checkCanBeWritten(path);
  } catch (error) {
    throw notWritten(path, error);
  }
}

function saveable(directory: string): { path: string; manifest: Manifest; text: string } {
  const path = join(directory, 'package.json');
  const manifest = readManifest(directory);
  const text = readIfThere(path);
  if (!manifest || text === undefined) {
    throw new Failure(
      'usage',
      `There is no ${path} to save the way in to. Make one first: npm init -y`,
    );
  }
  if (!text.trimStart().startsWith('{')) {
    throw new Failure('usage', `${path} is not a JSON object. Correct it first.`);
  }
  return { path, manifest, text };
}

function notWritten(path: string, cause: unknown): Failure {
  return new Failure(
    'cannot-write',
    `${path} cannot be written: ${whyNotWritten(errorCode(cause))}. It stays as it was.`,
    { cause },
  );
}

/** The way in that is saved in an app's package.json. @throws Failure `usage` if it is not valid */
export function savedWay(directory: string): Partial<WayIn> {
  const named = readManifest(directory)?.[KEY] ?? {};
  return readNamedWay(named, (part) => `"${part}" of "${KEY}" in package.json`);
}

/** Sets a key in the text of a JSON object, and keeps the indentation and the line ends of the text. */
export function withKey(text: string, key: string, value: unknown): string {
  const lineEnd = /\r\n/.test(text) ? '\r\n' : '\n';
  const [, indent] = /^\s*\{[ \t]*\r?\n([ \t]+)"/.exec(text.replace(/^\uFEFF/, '')) ?? [];
  const written = (
    indent === undefined
      ? JSON.stringify(value)
      : JSON.stringify(value, null, indent).replaceAll('\n', `\n${indent}`)
  ).replaceAll('\n', lineEnd);
  const entries = entriesOf(text);
  const old = entries.findLast((entry) => JSON.parse(entry.key) === key);
  if (old) return text.slice(0, old.start) + written + text.slice(old.end);
  const last = entries.at(-1);
  const at = last?.end ?? text.indexOf('{') + 1;
  const between = indent === undefined ? '' : lineEnd + indent;
  const entry = `${last ? ',' : ''}${between}${JSON.stringify(key)}:${indent === undefined ? '' : ' '}${written}`;
  return text.slice(0, at) + entry + text.slice(at);
}

interface Entry {
  /** With quotes. */
  key: string;
  /** The position of its value. */
  start: number;
  end: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** The top-level entries of a valid JSON text that is an object. */
function entriesOf(text: string): Entry[] {
  const entries: Entry[] = [];
  let depth = 0;
  let key = '';
  let start: number | undefined;
  let end = 0;
  const finish = () => {
    if (start !== undefined) entries.push({ key, start, end });
    start = undefined;
  };
  let isValue = false;
  for (const { 0: token, index } of text.replace(/^\uFEFF/, ' ').matchAll(TOKEN)) {
    if (depth === 1 && !isValue) {
      if (token === ':') isValue = true;
      else if (token === '}') depth -= 1;
      else key = token === ',' ? key : token;
      continue;
    }
    if (depth === 1 && (token === ',' || token === '}')) {
      finish();
      isValue = false;
      if (token === '}') depth -= 1;
      continue;
    }
    if (depth >= 1) start ??= index;
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    end = index + token.length;
  }
  return entries;
}
