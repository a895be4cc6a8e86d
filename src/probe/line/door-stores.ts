import { isObject } from '../../objects.ts';
import { LONGEST_NAME, LONGEST_PATH, type ProbePlace, type ProbeStore } from '../messages.ts';
import { isText } from './door-values.ts';

const HOLDS = ['memory', 'elsewhere', 'unknown'] as const;

/** What a process reports about a session store, rebuilt from the known fields; undefined if one of them is wrong. */
export function storeIn(value: unknown): ProbeStore | undefined {
  if (!isObject(value) || !isClassName(value.name)) return undefined;
  const holds = HOLDS.find((one) => one === value.holds);
  const place = value.place === undefined ? undefined : placeIn(value.place);
  if (!holds || (value.place !== undefined && !place)) return undefined;
  return { name: value.name, holds, ...(place && { place }) };
}

function placeIn(value: unknown): ProbePlace | undefined {
  if (!isObject(value)) return undefined;
  const { kind, url, prefix, directory } = value;
  if (kind === 'redis' && isText(url, LONGEST_PATH) && isText(prefix, LONGEST_NAME)) {
    return { kind, url, prefix };
  }
  return kind === 'file' && isText(directory, LONGEST_PATH) ? { kind, directory } : undefined;
}

/** Whether the name of a class can be shown to a person: it may be any text. */
export function isClassName(value: unknown): value is string {
  return isText(value, LONGEST_NAME) && /^[\p{L}\p{N}_$]*$/u.test(value);
}
