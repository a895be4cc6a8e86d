import type { Secrets } from '../../masking/secrets.ts';
import { duration } from '../../quantities.ts';

/** A cookie, as in a `Set-Cookie`. */
export interface SetCookie {
  name: string;
  value: string;
  /** In lower case, without a leading dot; absent if the cookie is only for the host. */
  domain?: string;
  /** Absent if no valid path is given. */
  path?: string;
  /** Seconds. */
  maxAge?: number;
  /** Milliseconds since 1970. */
  expires?: number;
  secure: boolean;
  sameSite: string;
  /** As they were written. */
  attributes: string[];
}

/** Longer attributes are ignored. */
const LONGEST_ATTRIBUTE = 1024;

/**
 * Reads a `Set-Cookie` header as browsers do (RFC 6265bis, section 5.6): odd or unknown parts are ignored.
 *
 * @returns undefined if browsers ignore it: it has neither name nor value, or has control characters
 */
export function readSetCookie(header: string): SetCookie | undefined {
  if (/[^\t\x20-\x7e\x80-\uffff]/.test(header)) return undefined;
  const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  const name = pair.slice(0, Math.max(0, at)).trim();
  const value = pair.slice(at + 1).trim();
  if (name === '' && value === '') return undefined;

  const given = valuesOf(attributes);
  const path = given.get('path');
  const maxAge = given.get('max-age') ?? '';
  return {
    name,
    value,
    domain: given.get('domain')?.replace(/^\./, '').toLowerCase() || undefined,
    path: path?.startsWith('/') ? path : undefined,
    maxAge: /^-?\d+$/.test(maxAge) ? Number(maxAge) : undefined,
    expires: cookieTime(given.get('expires') ?? ''),
    secure: given.has('secure'),
    sameSite: given.get('samesite') ?? '',
    attributes: attributes.filter((attribute) => attribute !== ''),
  };
}

/** By name in lower case; if a name is repeated, the last value counts. */
function valuesOf(attributes: readonly string[]): Map<string, string> {
  const short = attributes.filter(({ length }) => length <= LONGEST_ATTRIBUTE);
  return new Map(
    short.map((attribute) => {
      const [name = '', ...rest] = attribute.split('=');
      return [name.trim().toLowerCase(), rest.join('=').trim()];
    }),
  );
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = new RegExp(`^(${MONTHS.join('|')})`, 'i');

/**
 * A cookie's date, as browsers read it: its parts in any order, with anything between them (RFC 6265bis, 5.6.1).
 *
 * @returns milliseconds since 1970; undefined if it is not a date
 */
function cookieTime(text: string): number | undefined {
  const words = text.split(/[\t -/;-@[-`{-~]+/);
  const take = (pattern: RegExp): string[] => {
    const index = words.findIndex((word) => pattern.test(word));
    const [word = ''] = index === -1 ? [] : words.splice(index, 1);
    return pattern.exec(word)?.slice(1) ?? [];
  };
  const [hour = -1, minute = -1, second = -1] = take(/^(\d\d?):(\d\d?):(\d\d?)(?!\d)/).map(Number);
  const [day = 0] = take(/^(\d\d?)(?!\d)/).map(Number);
  const month = MONTHS.indexOf(take(MONTH)[0]?.toLowerCase() ?? '');
  const [year = 0] = take(/^(\d{2,4})(?!\d)/).map(fullYear);
  if (hour < 0 || hour > 23 || minute > 59 || second > 59) return undefined;
  if (day < 1 || day > 31 || month < 0 || year < 1601) return undefined;
  return Date.UTC(year, month, day, hour, minute, second);
}

function fullYear(digits: string): number {
  const year = Number(digits);
  if (year >= 70 && year <= 99) return year + 1900;
  return year <= 69 ? year + 2000 : year;
}

/** An attribute as it was written, but with the expiry as a duration from now. */
export function attributeText(attribute: string, secrets: Secrets): string {
  const [, date] = /^expires=(.*)$/i.exec(attribute) ?? [];
  const time = date === undefined ? undefined : cookieTime(date);
  if (time === undefined) return secrets.hide(attribute);
  const left = time - Date.now();
  return left <= 0 ? 'Expires in the past' : `Expires in ${roundedDuration(left)}`;
}

/** If a site gave it two hours, a second may have passed. */
function roundedDuration(milliseconds: number): string {
  const step = milliseconds < 60_000 ? 1_000 : 60_000;
  return duration(Math.round(milliseconds / step) * step, { smallest: 's' });
}
