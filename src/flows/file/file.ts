import * as v from 'valibot';
import { Failure } from '../../failure.ts';
import { holdsTexts, isObject, isPlainObject } from '../../objects.ts';
import type { Flow } from '../flow.ts';
import { CAPTURE, NAME } from './capture-keys.ts';
import { CONDITIONS, EXPECTATION } from './expectation-schema.ts';
import { isTooDeep, placeOfMistake } from './json-text.ts';
import { keysOf, noneOf } from './keys.ts';
import { STEPS_BETWEEN } from './steps-between.ts';

const TEXT = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'));
/** An object with any keys: valibot's own records drop `constructor` and the like. */
const RECORD = v.custom<Record<string, unknown>>(isPlainObject, 'must be an object');
const TEXTS = v.custom<Record<string, string>>(holdsTexts, 'must be an object of texts');
const TRUE = v.literal(true, 'must be true');
const COUNT = v.pipe(v.number('must be a number'), v.integer(), v.minValue(1), v.maxValue(1_000));

/** Headers that only the visitor itself may set. */
const OWN_HEADERS = /^(host|cookie|content-length|transfer-encoding|connection)$/i;
const HEADERS = v.custom<Record<string, string>>(
  (value) =>
    holdsTexts(value) &&
    Object.entries(value).every(
      ([name, text]) =>
        /^[!#$%&'*+\-.^`|~\w]+$/.test(name) &&
        /^[\t\x20-\x7e]*$/.test(text) &&
        !OWN_HEADERS.test(name),
    ),
  'must be an object of headers: names and texts in ASCII, without Host, Cookie, Content-Length, Transfer-Encoding and Connection, which the visitor sends itself',
);

const SENT = {
  form: v.exactOptional(TEXTS),
  json: v.exactOptional(v.unknown()),
  headers: v.exactOptional(HEADERS),
};
const BOTH = 'can have a form or json, not both';
const isOneOf = ({ form, json }: { form?: unknown; json?: unknown }) =>
  form === undefined || json === undefined;

const ACTIONS = {
  get: keysOf({ get: TEXT, headers: v.exactOptional(HEADERS) }),
  post: v.pipe(
    keysOf({ post: TEXT, ...SENT }),
    v.check((sent) => isOneOf(sent), BOTH),
  ),
  put: v.pipe(
    keysOf({ put: TEXT, ...SENT }),
    v.check((sent) => isOneOf(sent), BOTH),
  ),
  patch: v.pipe(
    keysOf({ patch: TEXT, ...SENT }),
    v.check((sent) => isOneOf(sent), BOTH),
  ),
  delete: v.pipe(
    keysOf({ delete: TEXT, ...SENT }),
    v.check((sent) => isOneOf(sent), BOTH),
  ),
  follow: keysOf({ follow: TRUE, headers: v.exactOptional(HEADERS) }),
  signIn: keysOf({
    signIn: keysOf({ user: v.string('must be a text'), password: v.exactOptional(v.string()) }),
  }),
  newPassword: keysOf({ newPassword: keysOf({ old: v.string(), new: v.string() }) }),
  signOut: keysOf({ signOut: TRUE }),
};

const ACTION = v.lazy((input) => {
  for (const [key, schema] of Object.entries(ACTIONS)) {
    if (isObject(input) && Object.hasOwn(input, key)) return schema;
  }
  return noneOf(Object.keys(ACTIONS));
});

const LOOPBACK = v.pipe(
  v.string('must be a text'),
  v.regex(/^127(\.\d{1,3}){3}$/, 'must be an address of this machine, such as 127.0.0.2'),
);

const VISIT = {
  title: TEXT,
  only: v.exactOptional(CONDITIONS),
  visitor: v.exactOptional(TEXT),
  instance: v.exactOptional(COUNT),
  do: ACTION,
  from: v.exactOptional(LOOPBACK),
  trickedBy: v.exactOptional(TEXT),
  trickWith: v.exactOptional(v.picklist(['link', 'form', 'hidden', 'text', 'fields'])),
  guess: v.exactOptional(TRUE),
  cookiesAfter: v.exactOptional(TEXT),
  inventsId: v.exactOptional(v.boolean()),
  slowly: v.exactOptional(v.boolean()),
  ifRedirected: v.exactOptional(TRUE),
  ifLedOn: v.exactOptional(TRUE),
  ifKeptOut: v.exactOptional(TEXT),
  times: v.exactOptional(COUNT),
  capture: v.exactOptional(v.pipe(RECORD, v.record(NAME, CAPTURE))),
  expect: v.exactOptional(v.array(v.pipe(RECORD, EXPECTATION))),
};

const OTHER_STEPS = {
  together: keysOf({ together: v.array(keysOf(VISIT)) }),
  ...STEPS_BETWEEN,
};

const STEP = v.lazy((input) => {
  for (const [key, schema] of Object.entries(OTHER_STEPS)) {
    if (isObject(input) && Object.hasOwn(input, key)) return schema;
  }
  return keysOf(VISIT, Object.keys(OTHER_STEPS));
});

const NEEDS = [
  'sign-in',
  'protected-page',
  'account-page',
  'new-password',
  'password',
  'no-database',
] as const;

const FLOW = keysOf({
  $schema: v.exactOptional(v.string()),
  name: TEXT,
  about: v.string('must be a text'),
  settings: v.exactOptional(TEXTS),
  instances: v.exactOptional(COUNT),
  needs: v.exactOptional(v.array(v.picklist(NEEDS))),
  steps: v.pipe(v.array(STEP), v.minLength(1, 'must have at least one step')),
});

/**
 * Parses a flow.
 *
 * @param name of the file, for error messages
 * @throws Failure `usage` that names the first wrong place, and what must be there
 */
export function parseFlow(text: string, name: string): Flow {
  const result = v.safeParse(FLOW, parseJson(text, name));
  if (result.success) {
    const { $schema: _, ...flow } = result.output;
    return flow;
  }
  // A mistyped key explains why the right one is missing.
  const [first] = result.issues;
  const issue = result.issues.find(({ expected }) => expected === 'never') ?? first;
  const place = v.getDotPath(issue) ?? 'the flow';
  const end = issue.message.endsWith('?') ? '' : '.';
  throw new Failure('usage', `${name} is not a valid flow: ${place}: ${issue.message}${end}`);
}

function parseJson(text: string, name: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const place = placeOfMistake(error);
    throw new Failure('usage', `${name} is not valid JSON${place}. Correct it first.`, {
      cause: error,
    });
  }
  if (!isTooDeep(value)) return value;
  throw new Failure('usage', `${name} is not a valid flow: it has more than 100 levels.`);
}
