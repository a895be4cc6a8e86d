import { read, signInTo } from '../../flows/built-in/steps.ts';
import type { Expectation, ExpectedHeader, Flow } from '../../flows/flow.ts';
import type { RuleId } from '../../rules/rules.ts';
import { patiently, type Trial } from '../trial.ts';

function says(rule: RuleId, name: string, matches: string): Expectation {
  const header: ExpectedHeader = { name, matches, ofPages: true };
  return { rule, header };
}

/** Scripts in the page may run, and neither a nonce nor a hash makes browsers pass that over. */
const UNSAFE_SCRIPTS =
  "(script-src|^(?!.*script-src).*default-src)(?![^;]*'(nonce|sha\\d+)-)[^;]*'unsafe-inline'";

const POLICY = 'Content-Security-Policy';

/** What the headers of a page must say. */
const OF_PAGES: Expectation[] = [
  says('nosniff', 'X-Content-Type-Options', '^nosniff$'),
  // Where there is no rule for objects, the one for all kinds counts.
  says('csp', POLICY, "object-src 'none'|^(?!.*object-src).*default-src 'none'"),
  says('csp', POLICY, "base-uri '(none|self)'"),
  says('csp', POLICY, '(script|default)-src'),
  { rule: 'csp', header: { name: POLICY, ofPages: true, matchesNot: UNSAFE_SCRIPTS } },
  says('framing', POLICY, 'frame-ancestors '),
  says('referrer-policy', 'Referrer-Policy', 'no-referrer|same-origin|strict-origin'),
];

const HEADERS: Flow = {
  name: 'headers',
  about: 'pages for strangers and a protected one: what their headers tell browsers',
  needs: ['sign-in', 'protected-page'],
  steps: [
    read('the home page', '/', OF_PAGES, { visitor: 'stranger' }),
    ...signInTo('$protected'),
    read('the protected page, signed in', '$protected', [
      ...OF_PAGES,
      { rule: 'no-store', header: { name: 'Cache-Control', matches: 'no-store' } },
    ]),
  ],
};

const tried = 'The home page and a protected page are opened, and their headers read.';
const unseen = 'Other pages, files and errors may have other headers.';
const attempts = [patiently(HEADERS)];

export const HEADER_TRIALS: readonly Trial[] = [
  { rule: 'csp', tried, unseen, held: 'The pages that were opened have a sound policy.', attempts },
  { rule: 'nosniff', tried, unseen, held: 'The pages that were opened say nosniff.', attempts },
  {
    rule: 'referrer-policy',
    tried,
    unseen,
    held: 'The pages that were opened keep their address to this site.',
    attempts,
  },
  {
    rule: 'framing',
    tried,
    unseen,
    held: 'The pages that were opened say who may show them in a frame.',
    attempts,
  },
  {
    rule: 'no-store',
    tried: 'A protected page is opened by who is signed in, and its headers read.',
    unseen: 'Other protected pages may have other headers.',
    held: 'The protected page is to be kept by nobody.',
    attempts,
  },
];
