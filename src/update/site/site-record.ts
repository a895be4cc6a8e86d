import { basename, join } from 'node:path';
import { choicesOf, LANGUAGE, MODE, PACKAGE_MANAGER, STORE } from '../../create/options.ts';
import type { SiteRecord } from '../../create/record.ts';
import { Failure } from '../../failure.ts';
import { parsedJson } from '../../objects.ts';
import { RECORD, readIfThere } from '../../project/manifest.ts';
import { isVersion } from '../versions.ts';

/**
 * Reads the record of a site; undefined if it has none. The site may come from anybody: a record in another format is
 * refused, and so is a path that leads out of the site.
 *
 * @throws Failure `no-record` if it is refused
 */
export function readRecord(directory: string): SiteRecord | undefined {
  const place = join(directory, RECORD);
  const text = readIfThere(place);
  if (text === undefined) return undefined;
  const record = parseRecord(text);
  if (record) return record;
  throw new Failure(
    'no-record',
    `${place} is not as create-session-app writes it. Take it from your last commit ("git checkout -- ${RECORD}"), or correct it. Nothing was changed.`,
  );
}

/** The record in a text; undefined if it is not valid. */
export function parseRecord(text: string): SiteRecord | undefined {
  const { version, options, files } = Object(parsedJson(text.replace(/^\uFEFF/, '')));
  if (typeof version !== 'string' || !isVersion(version)) return undefined;
  const { directory, ...choices } = Object(options);
  if (typeof directory !== 'string' || !isFolderName(directory)) return undefined;
  const mode = choicesOf(MODE).find((one) => one === choices.mode);
  const store = choicesOf(STORE).find((one) => one === choices.store);
  const language = choicesOf(LANGUAGE).find((one) => one === choices.language);
  const packageManager = choicesOf(PACKAGE_MANAGER).find((one) => one === choices.packageManager);
  if (!mode || !store || !language || !packageManager) return undefined;
  const entries = Object.entries<unknown>(Object(files));
  const sound = entries.filter(
    (entry): entry is [string, string] => isPath(entry[0]) && isBlobId(entry[1]),
  );
  if (entries.length === 0 || sound.length < entries.length) return undefined;
  return {
    version,
    options: { directory, mode, store, language, packageManager },
    files: Object.fromEntries(sound),
  };
}

function isFolderName(name: string): boolean {
  return name !== '' && basename(name) === name && !/^\.{1,2}$|[\\\p{Control}]/u.test(name);
}

function isPath(path: string): boolean {
  return !path.split('/').some((part) => /^\.{0,2}$|^\.git$|[\\\0:]/i.test(part));
}

function isBlobId(id: unknown): boolean {
  return typeof id === 'string' && /^[0-9a-f]{40}$/.test(id);
}
