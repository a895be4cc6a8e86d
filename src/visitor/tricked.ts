import type { Trick } from '../flows/flow.ts';
import { isPlainObject } from '../objects.ts';
import { bodyOf, type FormEntry } from './forms/submission.ts';
import type { Asked, Referrer } from './headers.ts';

/** A page of somebody else. */
const ELSEWHERE: Referrer = {
  url: new URL('https://elsewhere.example/'),
  policy: '',
  isElsewhere: true,
};

/**
 * What a page of another site can make a browser send without a CORS preflight (Fetch, "CORS-preflight fetch"): by a
 * link, a form, or a form of `enctype="text/plain"` whose text is JSON. A page may have browsers hide its address.
 *
 * @param asked what the page's author would send themselves
 * @returns undefined if no page can send that
 */
export function trickedInto(asked: Asked, trick = likest(asked)): Asked | undefined {
  const { method, url, json, form, body } = asked;
  const common = { url, mode: 'navigate', from: ELSEWHERE, signsIn: false } as const;
  if (trick === 'link') return { ...common, method: 'GET' };
  if (method !== 'POST') return undefined;
  if (trick === 'text') return withText(json, { ...common, method });
  if (trick === 'form' || trick === 'hidden') {
    const from = trick === 'hidden' ? { ...ELSEWHERE, policy: 'no-referrer' } : ELSEWHERE;
    return json === undefined ? { ...common, from, method, form, body } : undefined;
  }
  const fields = fieldsOf(json);
  return fields && { ...common, method, form: fields, body: bodyOf(fields) };
}

function likest({ method, json }: Asked): Trick {
  if (method === 'GET') return 'link';
  return json === undefined ? 'form' : 'text';
}

/**
 * The text of such a form has a `=` between name and value: here it becomes part of an additional value of the JSON.
 */
function withText(json: unknown, asked: Asked): Asked | undefined {
  if (!isPlainObject(json)) return undefined;
  const whole = { ...json, '': '=' };
  return {
    ...asked,
    json: whole,
    body: { type: 'text/plain', text: `${JSON.stringify(whole)}\r\n` },
  };
}

/** Fields from which a form parser makes the same values; undefined if these are not texts. */
function fieldsOf(json: unknown): FormEntry[] | undefined {
  if (!isPlainObject(json)) return undefined;
  const fields = Object.entries(json).flatMap(([name, value]) =>
    typeof value === 'string' ? { name, value } : [],
  );
  return fields.length === Object.keys(json).length ? fields : undefined;
}
