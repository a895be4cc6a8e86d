import { describe, expect, it } from 'vitest';
import { judgeDefaults } from '../../src/audit/passwords/defaults.ts';
import {
  DEFAULT_ACCOUNTS,
  ELSEWHERE,
  GUESSER,
  GUESSER_ELSEWHERE,
  GUESSES,
  LOCK_OUT,
  MOST_GUESSES,
  OPENED,
  OWNER,
  RIGHT,
  visitorOf,
} from '../../src/audit/passwords/guesses.ts';
import { judgeLockOut } from '../../src/audit/passwords/lock-out.ts';
import { judgeNames } from '../../src/audit/passwords/names.ts';
import { judgeSlowed } from '../../src/audit/passwords/slowed.ts';
import { patiently, type Seen, type Tried } from '../../src/audit/trial.ts';
import { TRIALS } from '../../src/audit/trials/trials.ts';
import { type Flow, type Visit, visitsIn } from '../../src/flows/flow.ts';
import { aStep } from '../support/runs.ts';

interface Answered {
  status?: number;
  body?: string;
  to?: string;
  took?: number;
}

const WRONG: Answered = { status: 422, body: 'Wrong name or password.' };

function step(title: string, visitor: string, answered: Answered | undefined, isIn?: boolean) {
  const { status = 200, body = '', to, took = 5 } = answered ?? {};
  const response = {
    status,
    headers: [],
    body,
    size: body.length,
    ...(to !== undefined && { location: { to, onThisSite: true } }),
  };
  const check = {
    what: 'whether the page is shown',
    passed: true,
    expected: '',
    got: isIn ? 'it is: 200' : 'it is not: 302 to /login',
  };
  return aStep({
    title,
    visitor,
    took,
    response: answered ? response : null,
    checks: isIn === undefined ? [] : [check],
  });
}

const guesses = (visitor: string, all: ReadonlyArray<Answered | undefined>) =>
  all.map((one, index) => step(`wrong password number ${index + 1}`, visitor, one));
const opened = (visitor: string, isIn: boolean) =>
  step(OPENED, visitor, { status: isIn ? 200 : 302 }, isIn);

interface Story {
  own?: ReadonlyArray<Answered | undefined>;
  real?: ReadonlyArray<Answered | undefined>;
  right?: Answered;
  isOwnerIn?: boolean;
  isGuesserIn?: boolean;
  isStrangerIn?: boolean;
  /** The answer to each default account; default: that to a wrong password. */
  toDefaults?: Answered;
  /** The default accounts that sign in, by their place. */
  defaults?: readonly number[];
  /** Why the real name was not tried. */
  why?: string;
}

function seen(story: Story): Seen {
  const { own = times(11, WRONG), real = times(5, WRONG), defaults = [] } = story;
  const { right = { status: 302, to: '/' }, isOwnerIn = true, why } = story;
  const atOwnName: Tried = {
    ...patiently(GUESSES),
    steps: [
      ...DEFAULT_ACCOUNTS.flatMap(({ user, password }, index) => [
        step(
          `a sign-in as ${user} with the password ${password}`,
          visitorOf(index),
          story.toDefaults ?? WRONG,
        ),
        opened(visitorOf(index), defaults.includes(index)),
      ]),
      ...guesses(GUESSER, own),
      opened(GUESSER, story.isGuesserIn ?? false),
    ],
  };
  const atRealName: Tried = {
    ...patiently(LOCK_OUT),
    ...(why !== undefined && { why }),
    steps: [
      ...guesses(GUESSER_ELSEWHERE, real),
      opened(GUESSER_ELSEWHERE, story.isStrangerIn ?? false),
      step(RIGHT, OWNER, right),
      opened(OWNER, isOwnerIn),
    ],
  };
  const site: Seen['site'] = { kind: 'other', name: 'an app', entry: { url: 'http://127.0.0.1' } };
  return { site, user: 'alice', tried: [atOwnName, atRealName] };
}

function times<Item>(count: number, item: Item): Item[] {
  return Array.from({ length: count }, () => item);
}

const since = (count: number, then: Answered, total = 11) => [
  ...times(count, WRONG),
  ...times(total - count, then),
];
const LIMIT: Answered = { status: 429, body: 'Too many.' };

describe('whether guessing is slowed', () => {
  it.each<[string, Story, string, RegExp]>([
    ['by 429 after five', { own: since(5, LIMIT) }, 'held', /After 5 wrong passwords.*429/],
    ['by words', { own: since(4, { ...WRONG, body: 'Account locked' }) }, 'held', /After 4/],
    ['by another page', { own: since(6, { ...WRONG, body: 'Prove it' }) }, 'held', /After 6/],
    [
      'by slower answers',
      { own: [...times(6, WRONG), ...times(5, { ...WRONG, took: 2_000 })] },
      'held',
      /slower/,
    ],
    ['only at names that exist', { real: since(3, LIMIT, 5) }, 'held', /After 3 .* that exists/],
    ['not at all', {}, 'yours', /11 wrong passwords .* 14 from one address/],
    [
      'not by a form whose token is used up',
      { own: since(1, { status: 403, body: 'token' }) },
      'yours',
      /11/,
    ],
    [
      'by numbers that differ',
      { own: times(11, 0).map((_, i) => ({ ...WRONG, body: `${11 - i} left` })) },
      'yours',
      /11/,
    ],
    ['any name will do', { isGuesserIn: true }, 'not-seen', /Whoever names anything/],
    ['the app fails', { own: times(11, { status: 500 }) }, 'not-seen', /did not answer/],
  ])('%s: %#', (_, story, verdict, said) => {
    const judgement = judgeSlowed(seen(story));
    expect(judgement?.verdict).toBe(verdict);
    expect(judgement?.said.join(' ')).toMatch(said);
  });
});

describe('whether others lock somebody out', () => {
  const LOCKED: Story = { isOwnerIn: false };
  it.each<[string, Story, string | undefined]>([
    ['the owner gets in', {}, 'held'],
    ['refused for a limit', { ...LOCKED, right: LIMIT }, 'broken'],
    ['refused as a wrong one', { ...LOCKED, right: WRONG }, 'broken'],
    [
      'asked to show that they are a person',
      { ...LOCKED, right: { ...WRONG, body: 'h-captcha' } },
      'not-seen',
    ],
    [
      'sent a mail to unlock it by',
      {
        ...LOCKED,
        right: { status: 423, body: 'Locked. We have sent you a mail that unlocks it.' },
      },
      'not-seen',
    ],
    [
      'sent on to prove who they are',
      { ...LOCKED, right: { status: 302, to: '/check-mail' } },
      'not-seen',
    ],
    ['no such address here', { ...LOCKED, right: WRONG, real: times(5, undefined) }, 'not-seen'],
    ['any password will do', { isStrangerIn: true }, 'not-seen'],
    ['not tried', { ...LOCKED, right: LIMIT, why: 'Not here.' }, undefined],
  ])('%s', (_, story, verdict) => {
    expect(judgeLockOut(seen(story))?.verdict).toBe(verdict);
  });
  it('says what adds an address', () => {
    const judgement = judgeLockOut(seen({ real: times(5, undefined) }));
    expect(judgement?.said.join(' ')).toContain(`alias ${ELSEWHERE}`);
  });
});

describe('whether names are told', () => {
  const member = (body: string, status = 422, took = 5) => times(5, { status, body, took });
  it.each<[string, Story, string]>([
    ['one answer', {}, 'held'],
    [
      'with the name in it',
      {
        own: times(11, { ...WRONG, body: '<input value="auditalice">' }),
        real: member('<input value="alice">'),
      },
      'held',
    ],
    [
      'with tokens and numbers in it',
      {
        own: times(11, { ...WRONG, body: 'x 0123456789abcdef01 4' }),
        real: member('x fedcba98765432100a 3'),
      },
      'held',
    ],
    [
      'by words',
      { own: times(11, { ...WRONG, body: 'Who?' }), real: member('Wrong password') },
      'broken',
    ],
    [
      'by the status',
      { own: times(11, { ...WRONG, status: 404 }), real: member('Wrong name or password.', 401) },
      'broken',
    ],
    [
      'by where it leads',
      {
        own: times(11, { status: 302, to: '/login?e=user' }),
        real: times(5, { status: 302, to: '/login?e=password' }),
      },
      'broken',
    ],
    [
      'a name that cannot be one',
      { own: times(11, { status: 422, body: 'no' }), real: member('no', 401) },
      'not-seen',
    ],
    [
      'a name that is too long',
      { own: times(11, { ...WRONG, body: 'Too long' }), real: member('Wrong') },
      'not-seen',
    ],
    [
      'never the same twice',
      {
        own: times(11, 0).map((_, i) => ({ ...WRONG, body: i % 2 ? 'a' : 'b' })),
        real: member('c'),
      },
      'not-seen',
    ],
    ['a limit is in the way', { own: since(1, LIMIT) }, 'not-seen'],
    [
      'by the time, which is the owner’s',
      { real: member('Wrong name or password.', 422, 90) },
      'yours',
    ],
    ['not tried at a real name', { why: 'No password.' }, 'not-seen'],
  ])('%s', (_, story, verdict) => {
    expect(judgeNames(seen(story))?.verdict).toBe(verdict);
  });
});

describe('whether there is an account that everybody tries', () => {
  it.each<[string, Story, string]>([
    ['there is none', {}, 'held'],
    ['admin with one password of two', { defaults: [0] }, 'broken'],
    ['root, where wrong passwords are refused', { defaults: [2] }, 'broken'],
    [
      'root, where nobody knows whether they are',
      { defaults: [2], why: 'No password.' },
      'not-seen',
    ],
    ['any password will do', { defaults: [0, 1], isStrangerIn: true }, 'not-seen'],
    ['any name will do', { defaults: [0, 1, 2], isGuesserIn: true }, 'not-seen'],
  ])('%s', (_, story, verdict) => {
    expect(judgeDefaults(seen(story))?.verdict).toBe(verdict);
  });

  it.each<[string, Answered, string]>([
    ['a limit', LIMIT, 'limits sign-ins'],
    ['a failure', { status: 500 }, 'did not answer a wrong password'],
  ])('%s is told as what it is', (_, toDefaults, words) => {
    expect(judgeDefaults(seen({ toDefaults }))?.said.join(' ')).toContain(words);
  });
});

/** The flows of all trials, each once, without those that sign in with a password that they have just set. */
const FLOWS: readonly Flow[] = [
  ...new Map(
    TRIALS.flatMap(({ attempts }) => attempts.map(({ flow }) => [flow.name, flow])),
  ).values(),
].filter(({ steps }) => visitsIn(steps).every(({ do: action }) => !('newPassword' in action)));
const isWrong = ({ do: action }: Visit) =>
  'signIn' in action && ![undefined, '', '$password'].includes(action.signIn.password);

it('a whole audit types at most twenty wrong passwords', () => {
  const wrong = FLOWS.flatMap(({ steps }) => visitsIn(steps)).filter(isWrong);
  expect(wrong.length).toBeGreaterThan(15);
  expect(wrong.length).toBeLessThanOrEqual(MOST_GUESSES);
});

it('whoever types several has a start of the app for that alone', () => {
  const guessing = FLOWS.filter(({ steps }) => visitsIn(steps).filter(isWrong).length > 1);
  expect(guessing.map(({ name, instances }) => [name, instances])).toEqual([
    [GUESSES.name, 1],
    [LOCK_OUT.name, 1],
  ]);
});
