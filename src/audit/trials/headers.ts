import type { StepEvent } from '../../events/run.ts';
import { read, signInTo } from '../../flows/built-in/steps.ts';
import type { Expectation, ExpectedHeader, Flow } from '../../flows/flow.ts';
import type { RuleId } from '../../rules/rules.ts';
import { headerValues } from '../../visitor/http/http.ts';
import { type Judgement, patiently, type Seen, type Trial } from '../trial.ts';

function says(
  rule: RuleId,
  name: string,
  inWords: string,
  pattern: Pick<ExpectedHeader, 'matches' | 'matchesNot'>,
): Expectation {
  return { rule, header: { name, ofPages: true, ...pattern, inWords } };
}

/** Allows scripts in the page, unless a nonce or a hash makes browsers ignore it. */
const UNSAFE_SCRIPTS =
  "(script-src|^(?!.*script-src).*default-src)(?![^;]*'(nonce|sha\\d+)-)[^;]*'unsafe-inline'";

const POLICY = 'Content-Security-Policy';

/** At least a year, in seconds. */
const A_YEAR =
  'max-age="?(3153[6-9]\\d{3}|315[4-9]\\d{4}|31[6-9]\\d{5}|3[2-9]\\d{6}|[4-9]\\d{7}|\\d{9,})';

/** What the headers of a page must say. */
export const OF_PAGES: Expectation[] = [
  says('nosniff', 'X-Content-Type-Options', 'nosniff', { matches: '^nosniff$' }),
  // Without a rule for objects, the default rule applies.
  says('csp', POLICY, "one with object-src 'none'", {
    matches: "object-src 'none'|^(?!.*object-src).*default-src 'none'",
  }),
  says('csp', POLICY, "one with base-uri 'none' or 'self'", { matches: "base-uri '(none|self)'" }),
  says('csp', POLICY, 'one with script-src or default-src', { matches: '(script|default)-src' }),
  says('csp', POLICY, "none that allows all scripts in the page ('unsafe-inline')", {
    matchesNot: UNSAFE_SCRIPTS,
  }),
  says('framing', POLICY, 'one with frame-ancestors', { matches: 'frame-ancestors ' }),
  says('referrer-policy', 'Referrer-Policy', 'no-referrer, same-origin or strict-origin', {
    matches: 'no-referrer|same-origin|strict-origin',
  }),
  {
    only: ['https'],
    ...says('hsts', 'Strict-Transport-Security', 'one with a max-age of a year at least', {
      matches: A_YEAR,
    }),
  },
];

const HOME_HEADERS: Flow = {
  name: 'home-headers',
  about: 'the home page, for a stranger: what its headers tell browsers',
  steps: [read('the home page', '/', OF_PAGES, { visitor: 'stranger' })],
};

const HEADERS: Flow = {
  name: 'headers',
  about: 'a protected page: what its headers tell browsers',
  needs: ['sign-in', 'protected-page'],
  steps: [
    ...signInTo('$protected'),
    read('the protected page, signed in', '$protected', [
      ...OF_PAGES,
      {
        rule: 'no-store',
        header: { name: 'Cache-Control', matches: 'no-store', inWords: 'no-store' },
      },
    ]),
  ],
};

const tried = 'The home page and a protected page are opened, and their headers read.';
const unseen = 'Other pages, files and errors may have other headers.';
const attempts = [patiently(HOME_HEADERS), patiently(HEADERS)];

export const HEADER_TRIALS: readonly Trial[] = [
  {
    rule: 'hsts',
    tried: 'Pages are opened over HTTPS, or as an HTTPS proxy opens them, and their headers read.',
    unseen: 'A proxy that adds the header itself.',
    held: 'The pages that were opened say so for a year at least.',
    attempts: [patiently(HEADERS)],
    judge: onPlainHttp,
  },
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
    excuses: hasFrameOptions,
    judge: judgeFraming,
  },
  {
    rule: 'no-store',
    tried: 'A protected page is opened by somebody who is signed in, and its headers read.',
    unseen: 'Other protected pages may have other headers.',
    held: 'The protected page is to be kept by nobody.',
    attempts,
  },
];

/**
 * ASVS asks for frame-ancestors, and says that X-Frame-Options may not be relied upon. But browsers heed it, so that no
 * attack works.
 */
function hasFrameOptions({ response }: StepEvent): boolean {
  const [value = ''] = headerValues(response?.headers ?? [], 'x-frame-options');
  return /^\s*(deny|sameorigin)\s*$/i.test(value);
}

function judgeFraming({ tried: all }: Seen): Judgement | undefined {
  const by = all.find(({ steps }) => steps.some(isKeptByOptions));
  const step = by?.steps.find(isKeptByOptions);
  if (!by || !step) return undefined;
  const said =
    'Browsers keep the pages out of the frames of other sites, by X-Frame-Options alone. That header is obsolete: ASVS asks for frame-ancestors in the Content-Security-Policy.';
  return { verdict: 'yours', said: [said], by };
}

function isKeptByOptions(step: StepEvent): boolean {
  const fails = step.checks.some(({ passed, rule }) => !passed && rule === 'framing');
  return fails && hasFrameOptions(step);
}

/** If an app uses plain HTTP, and nothing shows a proxy, a proxy may still add the header. */
function onPlainHttp({ tried: all }: Seen): Judgement | undefined {
  const steps = all.flatMap(({ steps: some }) => some);
  if (steps.some(({ checks }) => checks.some(({ rule }) => rule === 'hsts'))) return undefined;
  const said = 'It was asked over plain HTTP. Audit it over HTTPS, or behind its proxy, by --url.';
  return { verdict: 'not-seen', said: [said] };
}
