import type { Trick } from '../flows/flow.ts';
import { isPlainObject } from '../objects.ts';
import type { Asked } from './asked.ts';
import { bodyOf, type FormEntry } from './forms/submission.ts';
import type { Referrer } from './headers.ts';

/** A page that others have made. */
const ELSEWHERE: Referrer = {
  url: new URL('https://elsewhere.example/'),
  policy: '',
  isElsewhere: true,
};

/**
 * What a page of another site can have a browser send of what was asked, without a question to the site first (Fetch, "CORS-
 * preflight fetch"): a link, a form, or a form of `enctype="text/plain"` with JSON for its text.
 *
 * @param asked what the page's maker would send themselves
 * @returns undefined where no page can
 */
export function trickedInto(asked: Asked, trick = likest(asked)): Asked | undefined {
  const { method, url, json, form, body } = asked;
  const common = { url, mode: 'navigate', from: ELSEWHERE, signsIn: false } as const;
  if (trick === 'link') return { ...common, method: 'GET' };
  if (method !== 'POST') return undefined;
  if (trick === 'text') return withText(json, { ...common, method });
  if (trick === 'form') return json === undefined ? { ...common, method, form, body } : undefined;
  const fields = fieldsOf(json);
  return fields && { ...common, method, form: fields, body: bodyOf(fields) };
}

function likest({ method, json }: Asked): Trick {
  if (method === 'GET') return 'link';
  return json === undefined ? 'form' : 'text';
}

/** A form's text has a `=` between a name and a value: here it is in one more value of the JSON. */
function withText(json: unknown, asked: Asked): Asked | undefined {
  if (!isPlainObject(json)) return undefined;
  const whole = { ...json, '': '=' };
  return {
    ...asked,
    json: whole,
    body: { type: 'text/plain', text: `${JSON.stringify(whole)}\r\n` },
  };
}

/** The fields that a form parser makes the same of; undefined where they are no texts. */
function fieldsOf(json: unknown): FormEntry[] | undefined {
  if (!isPlainObject(json)) return undefined;
  const fields = Object.entries(json).flatMap(([name, value]) =>
    typeof value === 'string' ? { name, value } : [],
  );
  return fields.length === Object.keys(json).length ? fields : undefined;
}
