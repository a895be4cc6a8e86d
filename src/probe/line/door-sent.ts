import { isPlainObject } from '../../objects.ts';
import { LONGEST_NAME, LONGEST_PATH } from '../messages.ts';
import {
  LONGEST_SENT,
  MOST_HEADERS,
  MOST_SENT_FIELDS,
  type ProbeBody,
  type ProbeField,
  type ProbeSent,
  SECRET_KINDS,
  type SecretKind,
} from '../sent/shapes.ts';
import { checkedList, isText } from './door-values.ts';

/** What a request sent; undefined if no probe would send this. */
export function sentIn(value: unknown): ProbeSent | undefined {
  if (!isPlainObject(value)) return undefined;
  const { host, from, isPage } = value;
  if (!isText(host, LONGEST_NAME) || (isPage !== undefined && isPage !== true)) return undefined;
  if (from !== undefined && !isText(from, LONGEST_PATH)) return undefined;
  const headers = value.headers === undefined ? undefined : headersIn(value.headers);
  const names = value.secretHeaders;
  const secretHeaders = names === undefined ? undefined : checkedList(names, MOST_HEADERS, nameIn);
  const body = value.body === undefined ? undefined : bodyIn(value.body);
  if (value.headers !== undefined && !headers) return undefined;
  if (names !== undefined && !secretHeaders) return undefined;
  if (value.body !== undefined && !body) return undefined;
  return {
    host,
    ...(from !== undefined && { from }),
    ...(headers && { headers }),
    ...(secretHeaders && { secretHeaders }),
    ...(body && { body }),
    ...(isPage && { isPage }),
  };
}

function headersIn(value: unknown): Record<string, string> | undefined {
  if (!isPlainObject(value)) return undefined;
  const pairs = checkedList(Object.entries(value), MOST_HEADERS, headerIn);
  return pairs && Object.fromEntries(pairs);
}

function headerIn(pair: unknown): [string, string] | undefined {
  if (!Array.isArray(pair)) return undefined;
  const [name, text]: unknown[] = pair;
  return isText(name, LONGEST_NAME) && isText(text, LONGEST_NAME) ? [name, text] : undefined;
}

function nameIn(value: unknown): string | undefined {
  return isText(value, LONGEST_NAME) ? value : undefined;
}

function bodyIn(value: unknown): ProbeBody | undefined {
  if (!isPlainObject(value)) return undefined;
  if (value.other === true) return { other: true };
  if (value.json !== undefined) return isJson(value.json) ? { json: value.json } : undefined;
  const form = checkedList(value.form, MOST_SENT_FIELDS, fieldIn);
  return form && { form };
}

function isJson(value: unknown): value is string {
  // A mask may be longer than the secret that it replaces.
  if (!isText(value, 2 * LONGEST_SENT)) return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

function fieldIn(field: unknown): ProbeField | undefined {
  if (!isPlainObject(field)) return undefined;
  const { name, value, secret } = field;
  if (!isText(name, LONGEST_NAME) || !isText(value, LONGEST_SENT)) return undefined;
  if (secret === undefined) return { name, value };
  return isSecretKind(secret) ? { name, value: '', secret } : undefined;
}

function isSecretKind(value: unknown): value is SecretKind {
  return SECRET_KINDS.some((kind) => kind === value);
}
