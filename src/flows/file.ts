import * as v from 'valibot';
import { Failure } from '../failure.ts';
import { holdsTexts, isPlainObject } from '../plain-object.ts';
import { STORE_MODES } from '../probe/messages.ts';
import { RULES } from '../rules/rules.ts';
import { isObject } from '../sessions/contents.ts';
import type { Flow } from './flow.ts';
import { jsonPath } from './json-path.ts';
import { keysOf, noneOf } from './keys.ts';

const TEXT = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'));
/** Data with any names: valibot's own records leave out `constructor` and its like. */
const RECORD = v.custom<Record<string, unknown>>(isPlainObject, 'must be an object');
const TEXTS = v.custom<Record<string, string>>(holdsTexts, 'must be an object of texts');
const TRUE = v.literal(true, 'must be true');
const TEN_YEARS = 315_360_000;
const seconds = (most: number) => {
  const words = `must be a number of seconds from 0 to ${most}`;
  return v.pipe(v.number(words), v.minValue(0, words), v.maxValue(most, words));
};
const COUNT = v.pipe(v.number('must be a number'), v.integer(), v.minValue(1), v.maxValue(1_000));
const STATUS = v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599));

/** What the visitor's browser says of itself, and of what it sends, is its own affair. */
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
  signOut: keysOf({ signOut: TRUE }),
};

const ACTION = v.lazy((input) => {
  for (const [key, schema] of Object.entries(ACTIONS)) {
    if (isObject(input) && Object.hasOwn(input, key)) return schema;
  }
  return noneOf(Object.keys(ACTIONS));
});

const RESERVED = /^(user|password|login|protected)$/;
const NAME = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z_]\w*$/, 'must be a name of letters, digits and _'),
  v.check((name) => !RESERVED.test(name), 'is a name that stands for something else already'),
);
const CAPTURES = {
  header: keysOf({ header: TEXT }),
  json: keysOf({
    json: v.pipe(
      v.string('must be a text'),
      v.check((path) => jsonPath(path) !== undefined, 'must be a path such as user.ids[0]'),
    ),
  }),
  field: keysOf({ field: TEXT }),
};
const CAPTURE = v.lazy((input) => {
  for (const [key, schema] of Object.entries(CAPTURES)) {
    if (isObject(input) && Object.hasOwn(input, key)) return schema;
  }
  return noneOf(Object.keys(CAPTURES));
});

const CONDITIONS = v.array(
  v.picklist([
    'built-in',
    'ours',
    'foreign',
    'shared',
    'protected-page',
    'form-led-to',
    'form-apart',
    'authenticated',
    'anonymous',
    'memory',
    'file',
    'redis',
  ]),
);

const PATTERN = v.pipe(
  TEXT,
  v.check((text) => isPattern(text), 'must be a regular expression'),
);
const HEADER = v.pipe(
  keysOf({
    name: TEXT,
    ofPages: v.exactOptional(TRUE),
    matches: v.exactOptional(PATTERN),
    matchesNot: v.exactOptional(PATTERN),
  }),
  v.check(
    ({ matches, matchesNot }) => matches !== undefined || matchesNot !== undefined,
    'must say what the header matches, or matchesNot',
  ),
);

const EXPECTATION = keysOf({
  only: v.exactOptional(CONDITIONS),
  rule: v.exactOptional(
    v.picklist(
      RULES.map(({ id }) => id),
      'must be the name of a rule, as in docs/rules.md',
    ),
  ),
  status: v.exactOptional(
    v.union([STATUS, v.array(STATUS)], 'must be a status, or a list of them'),
  ),
  works: v.exactOptional(TRUE),
  goesTo: v.exactOptional(TEXT),
  staysOnSite: v.exactOptional(TRUE),
  asksToSignIn: v.exactOptional(v.boolean()),
  letIn: v.exactOptional(v.boolean()),
  closedTo: v.exactOptional(TEXT),
  hostPrefix: v.exactOptional(TRUE),
  tokenHidden: v.exactOptional(TRUE),
  masksPasswords: v.exactOptional(TRUE),
  refusesSignIn: v.exactOptional(TRUE),
  signInForm: v.exactOptional(TRUE),
  staysClosed: v.exactOptional(TRUE),
  noStackTrace: v.exactOptional(TRUE),
  printsNoSecret: v.exactOptional(TRUE),
  logOutShown: v.exactOptional(TRUE),
  header: v.exactOptional(HEADER),
  says: v.exactOptional(TEXT),
  saysNot: v.exactOptional(TEXT),
  neverNames: v.exactOptional(TEXT),
  session: v.exactOptional(
    v.picklist(['none', 'begins', 'same', 'fresh', 'renewed', 'ends', 'unknown', 'filled']),
  ),
  holds: v.exactOptional(RECORD),
  store: v.exactOptional(v.array(RECORD)),
  signedIn: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
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
  trickWith: v.exactOptional(v.picklist(['link', 'form', 'text', 'fields'])),
  guess: v.exactOptional(TRUE),
  cookiesAfter: v.exactOptional(TEXT),
  inventsId: v.exactOptional(v.boolean()),
  slowly: v.exactOptional(v.boolean()),
  ifRedirected: v.exactOptional(TRUE),
  times: v.exactOptional(COUNT),
  capture: v.exactOptional(v.pipe(RECORD, v.record(NAME, CAPTURE))),
  expect: v.exactOptional(v.array(v.pipe(RECORD, EXPECTATION))),
};

const OTHER_STEPS = {
  together: keysOf({ together: v.array(keysOf(VISIT)) }),
  restart: keysOf({ restart: TRUE }),
  wait: keysOf({ wait: seconds(3_600) }),
  account: keysOf({ account: v.picklist(['gone', 'back'], 'must be gone or back') }),
  clock: keysOf({ clock: seconds(TEN_YEARS) }),
  store: keysOf({
    store: v.picklist(STORE_MODES, `must be one of ${STORE_MODES.join(', ')}`),
    seconds: v.exactOptional(seconds(3_600)),
  }),
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
  'own-account',
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
 * A flow from a file's text.
 *
 * @param name the file's, for what is said of it
 * @throws Failure `usage` with the first place that is wrong, and what must stand there
 */
export function parseFlow(text: string, name: string): Flow {
  const result = v.safeParse(FLOW, parseJson(text, name));
  if (result.success) {
    const { $schema: _, ...flow } = result.output;
    return flow;
  }
  // A mistyped key is the reason why the one that was meant is missing.
  const [first] = result.issues;
  const issue = result.issues.find(({ expected }) => expected === 'never') ?? first;
  const place = v.getDotPath(issue) ?? 'the flow';
  const end = issue.message.endsWith('?') ? '' : '.';
  throw new Failure('usage', `${name} is not a valid flow: ${place}: ${issue.message}${end}`);
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'i') instanceof RegExp;
  } catch {
    return false;
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure('usage', `${name} is not valid JSON: ${why}.`);
  }
}
