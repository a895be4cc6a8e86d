import type { AuditEndEvent, AuditEvent, FindingEvent } from '../../src/events/audit.ts';
import type { StepEvent } from '../../src/events/run.ts';
import { EVENT_VERSION } from '../../src/events/versioned.ts';
import type { RuleId } from '../../src/rules/rules.ts';
import { ruleOf } from '../../src/rules/rules.ts';
import { loginSteps } from './login-steps.ts';
import { aCookieChange, aFailedCheck, aRun, aSentCookie, type StepPart } from './runs.ts';

type FindingPart = Partial<Omit<FindingEvent, 'evidence'>> & {
  rule: RuleId;
  said?: string[];
  steps?: StepPart[];
  flow?: string;
};

/** A finding of a rule, with its words from the table. */
function aFinding(part: FindingPart): FindingEvent {
  const { said = ['It was seen.'], steps = [], flow, ...rest } = part;
  const { means, fix, asvs, cwe } = ruleOf(part.rule);
  const verdict = part.verdict ?? 'held';
  return {
    v: EVENT_VERSION,
    type: 'finding',
    verdict,
    level: asvs[0]?.level ?? null,
    asvs: asvs.map(({ number }) => number),
    cwe: [...cwe],
    title: means,
    fix: verdict === 'broken' ? fix : null,
    ...rest,
    evidence: { said, ...(flow && { flow }), steps: stepsOf(steps) },
  };
}

/** The events of an audit; its totals follow from its findings. */
function anAudit(
  findings: readonly FindingEvent[],
  end: Partial<AuditEndEvent> = {},
): AuditEvent[] {
  const count = (verdict: FindingEvent['verdict']) =>
    findings.filter((one) => one.verdict === verdict).length;
  const known = findings.filter((one) => one.known).length;
  return [
    ...findings,
    {
      v: EVENT_VERSION,
      type: 'audit',
      started: '2026-03-01T10:00:00.000Z',
      site: {
        kind: 'other',
        name: 'shop',
        store: 'MemoryStore',
        urls: ['http://127.0.0.1:40123'],
      },
      level: 2,
      passed: count('broken') === known,
      totals: {
        broken: count('broken'),
        'not-seen': count('not-seen'),
        yours: count('yours'),
        held: count('held'),
      },
      ...(findings.some((one) => one.known !== undefined) && { known }),
      uncovered: [
        { number: '6.1.2', level: 2, about: 'words that are no passwords' },
        { number: '7.4.5', level: 2, about: 'administrators can end sessions of others' },
      ],
      took: 14_200,
      ...end,
    },
  ];
}

function stepsOf(parts: StepPart[]): StepEvent[] {
  return aRun({ steps: parts }).filter((event) => event.type === 'step');
}

const FIXATION = aFinding({
  rule: 'id-renewed',
  verdict: 'broken',
  said: [
    'The sign-in, the session’s id: #1, which is in the store. Expected: a new one, and #1 destroyed.',
  ],
  flow: 'login-next',
  steps: [
    ...loginSteps().slice(0, 2),
    {
      title: 'the sign-in',
      request: { method: 'POST', path: '/login', cookies: [aSentCookie('#1')] },
      cookies: [aCookieChange('repeated', '#1')],
      checks: [aFailedCheck('the session’s id', 'a new one', 'the same as before')],
    },
  ],
});

const HEADERS = aFinding({
  rule: 'csp',
  verdict: 'broken',
  said: [
    "The home page, the header Content-Security-Policy: none. Expected: one with object-src 'none'.",
    "The home page, the header Content-Security-Policy: none. Expected: one with base-uri 'none' or 'self'.",
  ],
  flow: 'headers',
  steps: [{ checks: [aFailedCheck('the header', 'one', 'none')] }],
});

const REDIRECT = aFinding({
  rule: 'next-stays-on-site',
  verdict: 'broken',
  said: [
    'A sign-in that is told to go to https://elsewhere.example/, whether it stays here: 302 to https://elsewhere.example/. Expected: it does.',
  ],
  flow: 'open-redirect',
  steps: [
    { title: 'the sign-in form, with the address of another site' },
    { title: 'a sign-in that is told to go to https://elsewhere.example/' },
    { title: 'another sign-in that is told to go to https://elsewhere.example/' },
  ],
});

const NOT_SEEN = [
  aFinding({
    rule: 'old-id-dead',
    verdict: 'not-seen',
    said: ['No way to sign in was found: name it with --login.'],
  }),
  aFinding({
    rule: 'logout-ends-session',
    verdict: 'not-seen',
    said: ['No way to sign in was found: name it with --login.'],
  }),
  aFinding({
    rule: 'no-store',
    verdict: 'not-seen',
    said: ['No page was found that strangers do not see: name one with --protected.'],
  }),
];

const YOURS = aFinding({
  rule: 'lifetime-fits',
  verdict: 'yours',
  said: ['A session that nobody uses ends after 14 days. Is that what you want?'],
});

const HELD = [
  aFinding({ rule: 'cookie-http-only', said: ['The session’s cookie is HttpOnly.'] }),
  aFinding({ rule: 'trust-proxy', said: ['The cookie came, or the app is not behind a proxy.'] }),
];

/** Audits of all kinds; each report has a golden file of each. */
export const SAMPLE_AUDITS: Readonly<Record<string, AuditEvent[]>> = {
  'all verdicts': anAudit([REDIRECT, FIXATION, HEADERS, ...NOT_SEEN, YOURS, ...HELD]),
  'nothing broken': anAudit(HELD, { uncovered: [] }),
  'known and new': anAudit([{ ...FIXATION, known: true }, { ...HEADERS, known: false }, ...HELD]),
  'nothing new': anAudit([{ ...FIXATION, known: true }, ...HELD], { fixed: ['trust-proxy'] }),
  'not started': anAudit(NOT_SEEN, { site: undefined }),
  'hostile values': hostileAudit(
    '</script><img src=x onerror=alert(1)> | @all `x` [a](http://b.c)',
  ),
};

/** An audit in which every text that an app decides is this one. */
export function hostileAudit(text: string): AuditEvent[] {
  const finding = { said: [text, text] };
  return anAudit(
    [
      aFinding({
        ...finding,
        rule: 'id-renewed',
        verdict: 'broken',
        steps: [
          { title: text, visitor: text, request: { path: `/${text}` } },
          {
            title: `${text}!`,
            meanwhile: text,
            response: null,
            error: text,
            checks: [aFailedCheck(text, text, text)],
          },
        ],
      }),
      aFinding({ ...finding, rule: 'csp', verdict: 'not-seen' }),
      aFinding({ ...finding, rule: 'framing', verdict: 'not-seen' }),
      aFinding({ ...finding, rule: 'nosniff', verdict: 'yours' }),
      aFinding({ ...finding, rule: 'no-store' }),
    ],
    {
      site: { kind: 'other', name: text, mode: text, store: text, urls: ['http://127.0.0.1:1'] },
    },
  );
}
