import * as v from 'valibot';
import { Failure } from '../failure.ts';
import { isObject } from '../sessions/contents.ts';
import type { Flow } from './flow.ts';

const TEXT = v.pipe(v.string(), v.nonEmpty());
/** Data with any names: valibot's own records leave out `constructor` and its like. */
const RECORD = v.custom<Record<string, unknown>>(
  (value) => isObject(value) && !Array.isArray(value),
  'must be an object',
);
const TEXTS = v.custom<Record<string, string>>(
  (value) => isObject(value) && Object.values(value).every((text) => typeof text === 'string'),
  'must be an object of texts',
);
const COUNT = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000));
const STATUS = v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599));

const ACTION = v.union(
  [
    v.strictObject({ get: TEXT }),
    v.strictObject({ post: TEXT, form: v.exactOptional(TEXTS) }),
    v.strictObject({ follow: v.literal(true) }),
    v.strictObject({
      signIn: v.strictObject({ user: v.string(), password: v.exactOptional(v.string()) }),
    }),
    v.strictObject({ signOut: v.literal(true) }),
  ],
  'must be one of {"get": PATH}, {"post": PATH, "form": {…}}, {"follow": true}, {"signIn": {"user": …}} and {"signOut": true}',
);

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

const EXPECTATION = v.strictObject({
  only: v.exactOptional(CONDITIONS),
  status: v.exactOptional(
    v.union([STATUS, v.array(STATUS)], 'must be a status, or a list of them'),
  ),
  works: v.exactOptional(v.literal(true)),
  goesTo: v.exactOptional(TEXT),
  staysOnSite: v.exactOptional(v.literal(true)),
  asksToSignIn: v.exactOptional(v.boolean()),
  refusesSignIn: v.exactOptional(v.literal(true)),
  signInForm: v.exactOptional(v.literal(true)),
  says: v.exactOptional(TEXT),
  saysNot: v.exactOptional(TEXT),
  neverNames: v.exactOptional(TEXT),
  session: v.exactOptional(v.picklist(['none', 'begins', 'same', 'fresh', 'ends', 'unknown'])),
  holds: v.exactOptional(RECORD),
  store: v.exactOptional(v.array(RECORD)),
  signedIn: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

const VISIT = v.strictObject({
  title: TEXT,
  only: v.exactOptional(CONDITIONS),
  visitor: v.exactOptional(TEXT),
  instance: v.exactOptional(COUNT),
  do: ACTION,
  cookiesAfter: v.exactOptional(TEXT),
  inventsId: v.exactOptional(v.boolean()),
  slowly: v.exactOptional(v.boolean()),
  ifRedirected: v.exactOptional(v.literal(true)),
  times: v.exactOptional(COUNT),
  expect: v.exactOptional(v.array(EXPECTATION)),
});

const STEP = v.lazy((input) => {
  if (typeof input === 'object' && input !== null) {
    if ('together' in input) return v.strictObject({ together: v.array(VISIT) });
    if ('restart' in input) return v.strictObject({ restart: v.literal(true) });
    if ('wait' in input) {
      return v.strictObject({ wait: v.pipe(v.number(), v.minValue(0), v.maxValue(3_600)) });
    }
  }
  return VISIT;
});

const FLOW = v.strictObject({
  name: TEXT,
  about: v.string(),
  settings: v.exactOptional(TEXTS),
  instances: v.exactOptional(COUNT),
  needs: v.exactOptional(v.array(v.picklist(['sign-in', 'protected-page']))),
  steps: v.pipe(v.array(STEP), v.minLength(1, 'must have at least one step')),
});

/**
 * A flow from a file's text.
 *
 * @param name the file's, for what is said of it
 * @throws Failure `usage` with the first place that is wrong, and what must stand there
 */
export function parseFlow(text: string, name: string): Flow {
  const result = v.safeParse(FLOW, parseJson(text, name), { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = v.getDotPath(issue) ?? 'the flow';
  throw new Failure('usage', `${name} is not a valid flow: ${place}: ${issue.message}.`);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure('usage', `${name} is not valid JSON: ${why}.`);
  }
}
