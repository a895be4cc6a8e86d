import * as v from 'valibot';
import { isPlainObject } from '../../objects.ts';
import { RULES } from '../../rules/rules.ts';
import { keysOf } from './keys.ts';

const TEXT = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'));
/** An object with any keys: valibot's own records drop `constructor` and the like. */
const RECORD = v.custom<Record<string, unknown>>(isPlainObject, 'must be an object');
const TRUE = v.literal(true, 'must be true');
const STATUS = v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599));

/** Conditions of a step or of an expectation. */
export const CONDITIONS = v.array(
  v.picklist([
    'built-in',
    'ours',
    'foreign',
    'shared',
    'protected-page',
    'new-password-form',
    'form-led-to',
    'form-apart',
    'https',
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
    inWords: v.exactOptional(TEXT),
  }),
  v.check(
    ({ matches, matchesNot }) => matches !== undefined || matchesNot !== undefined,
    'must say what the header matches, or matchesNot',
  ),
);

/** What a step must show. */
export const EXPECTATION = keysOf({
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
  newPasswordForm: v.exactOptional(TRUE),
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

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'i') instanceof RegExp;
  } catch {
    return false;
  }
}
