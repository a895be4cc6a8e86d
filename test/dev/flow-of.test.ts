import { describe, expect, it } from 'vitest';
import { recordedFlow } from '../../src/dev/ui/save/flow.ts';
import type { Recorded, RecordedStep } from '../../src/dev/ui/save/recorded.ts';
import type { RequestSession } from '../../src/events/dev.ts';
import type { ProbeSent } from '../../src/probe/sent/shapes.ts';

const SESSION: RequestSession = {
  forged: false,
  keptId: false,
  user: null,
  action: 'none',
  keys: [],
  errors: [],
};

interface Part {
  method?: string;
  path?: string;
  status?: number | null;
  location?: string;
  session?: Partial<RequestSession> | null;
  sent?: Partial<ProbeSent>;
  before?: Recorded['before'];
  destroyed?: boolean;
}

function recorded(number: number, part: Part): Recorded {
  const { method = 'GET', path = '/', status = 200, location = null, session = {} } = part;
  return {
    number,
    event: {
      v: 1,
      type: 'request',
      at: '2026-01-01T00:00:00.000Z',
      method,
      path,
      status,
      took: 1,
      cookies: [],
      location,
      session: session && { ...SESSION, ...session },
    },
    sent: { host: 'localhost:3000', ...part.sent },
    before: part.before ?? { isStored: false, user: null },
    destroyed: part.destroyed ?? false,
    isStatic: false,
  };
}

const stored = (user: string | null) => ({ isStored: true, user });
const signedIn = { before: '#1', after: '#1', user: 'alice', action: 'touched' as const };
const sends = (form: Record<string, string>) => ({
  body: { form: Object.entries(form).map(([name, value]) => ({ name, value })) },
});

const PASSWORD_SENT: Partial<ProbeSent> = {
  body: {
    form: [
      { name: 'username', value: 'alice' },
      { name: 'password', value: '', secret: 'password' },
    ],
  },
};

interface Case {
  parts: Array<Part | { inMemory: boolean }>;
  /** What its steps do. */
  steps: object[];
  notes?: string[];
}

const CASES: Record<string, Case> = {
  'a browser that was signed in before': {
    parts: [{ path: '/about', session: signedIn, before: stored('alice') }],
    steps: [
      { do: { get: '$login' } },
      { do: { signIn: { user: '$user', password: '$password' } } },
      { do: { get: '/about' }, expect: [{ status: 200, session: 'same' }] },
    ],
    notes: ['alice had signed in before the first request, so the flow signs in first.'],
  },
  'a browser that had a session before': {
    parts: [
      { session: { before: '#1', after: '#1', action: 'touched' }, before: stored(null) },
      {
        session: { before: '#1', after: '#2', action: 'replaced' },
        before: stored(null),
        destroyed: true,
      },
    ],
    steps: [{ expect: [{ status: 200 }] }, { expect: [{ session: 'fresh' }] }],
    notes: [
      'The first request came with a session from before. The flow begins without one; where that matters, begin in a private window.',
    ],
  },
  'passwords that are called otherwise': {
    parts: [
      { method: 'POST', path: '/in', status: 401, sent: sends({ mail: 'alice', phrase: 'hush1' }) },
      {
        method: 'POST',
        path: '/in',
        status: 302,
        location: 'http://localhost:3000/',
        sent: sends({ mail: 'alice', phrase: 'hush2', keep: 'on' }),
        session: { after: '#1', user: 'alice', action: 'created' },
      },
    ],
    steps: [
      { do: { signIn: { user: '$user', password: 'a wrong password' } }, guess: true },
      {
        do: { post: '/in', form: { mail: '$user', phrase: '$password', keep: 'on' } },
        expect: [{ goesTo: '/' }],
      },
    ],
  },
  'a password that is chosen, and then used': {
    parts: [
      {
        method: 'POST',
        path: '/register',
        status: 302,
        location: '/login',
        sent: PASSWORD_SENT,
      },
      {
        method: 'POST',
        path: '/users',
        status: 201,
        sent: { body: { json: '{"user":"alice","password":"$password"}' } },
      },
      {
        method: 'POST',
        path: '/register',
        status: 302,
        location: '/register',
        sent: PASSWORD_SENT,
      },
      {
        method: 'POST',
        path: '/login',
        status: 302,
        location: '/',
        sent: PASSWORD_SENT,
        session: { after: '#1', user: 'alice', action: 'created' },
      },
    ],
    steps: [
      { title: 'POST /register', do: { post: '/register', form: { password: '$password' } } },
      { title: 'POST /users', do: { json: { password: '$password' } } },
      { do: { signIn: { password: 'a wrong password' } }, guess: true },
      { do: { signIn: { password: '$password' } } },
    ],
  },
  'what no flow may hold': {
    parts: [
      { path: '/odd', status: 999 },
      {
        method: 'POST',
        path: '/odd',
        sent: {
          from: '/form',
          body: { form: [{ name: '__proto__', value: '', secret: 'other' }] },
        },
        session: { after: '#1', action: 'created' },
      },
    ],
    steps: [
      {
        do: { get: '/odd' },
        expect: [{ session: 'none' }],
      },
      { do: { get: '/form' }, capture: { the___proto__: { field: '__proto__' } } },
      { do: { post: '/odd' } },
    ],
  },
  'a page with a secret in its address': {
    parts: [
      {
        method: 'POST',
        path: '/reset',
        sent: {
          from: '/reset?token=••••••',
          body: { form: [{ name: '_csrf', value: '', secret: 'other' }] },
        },
      },
    ],
    steps: [{ do: { get: '/reset?token=••••••' } }, { do: { post: '/reset' } }],
    notes: ['/reset?token=•••••• has a secret in it: put another one in its place.'],
  },
  'what a flow cannot say': {
    parts: [
      { path: '/shop' },
      { method: 'POST', path: '/upload', sent: { body: { other: true } } },
      { method: 'OPTIONS', path: '/api' },
      { path: '/slow', status: null },
      { path: 'http://localhost/' },
      { path: '/is/$password' },
      { method: 'POST', path: '/comment', sent: sends({ text: 'it is $password' }) },
      { method: 'POST', path: '/json', sent: { body: { json: '["my $password"]' } } },
      { path: '/reset?token=••••••' },
      { path: '/api', sent: { secretHeaders: ['authorization'] } },
    ],
    steps: [{ do: { get: '/shop' } }, {}, {}],
    notes: [
      'POST /upload is left out: a flow cannot send what it sent.',
      'OPTIONS /api is left out: a flow cannot send what it sent.',
      'GET /slow is left out: nobody waited for its answer.',
      ...['GET http://localhost/', 'GET /is/$password', 'POST /comment', 'POST /json'].map(
        (request) => `${request} is left out: a flow cannot send what it sent.`,
      ),
      '/reset?token=•••••• has a secret in it: put another one in its place.',
      'GET /api sent the header authorization, which is secret: add it by hand.',
    ],
  },
  'a restart that loses who was signed in': {
    parts: [
      {
        method: 'POST',
        path: '/login',
        sent: {
          body: {
            form: [
              { name: 'user', value: 'alice' },
              { name: 'password', value: '', secret: 'password' },
            ],
          },
        },
        session: { after: '#1', user: 'alice', action: 'created' },
      },
      { inMemory: true },
      {
        path: '/about',
        status: 302,
        location: '/login',
        session: { before: '#1', action: 'none' },
      },
    ],
    steps: [
      { expect: [{ session: 'begins', signedIn: 1 }] },
      { restart: true },
      { expect: [{ goesTo: '/login', session: 'unknown' }] },
    ],
  },
  'a redirect to another site': {
    parts: [{ status: 302, location: 'https://elsewhere.example/' }],
    steps: [{ expect: [{ status: 302, session: 'none' }] }],
  },
  'addresses that differ each time': {
    parts: [
      { method: 'POST', path: '/orders', status: 302, location: '/orders/17' },
      { path: '/orders/17' },
      { method: 'POST', path: '/orders/17' },
    ],
    steps: [
      { capture: { place1: { header: 'Location' } }, expect: [{ staysOnSite: true }] },
      { do: { follow: true } },
      { do: { post: '$place1' } },
    ],
  },
};

describe('a flow of what was clicked', () => {
  it.each(Object.entries(CASES))('%s', (_, { parts, steps, notes = [] }) => {
    const all = parts.map(
      (part, index): RecordedStep =>
        'inMemory' in part ? { number: index, ...part } : recorded(index, part),
    );
    const saved = recordedFlow(all, 'clicked');
    expect(saved.flow?.steps).toMatchObject(steps);
    expect(saved.flow?.steps).toHaveLength(steps.length);
    expect(saved.notes).toEqual(notes);
    expect(JSON.stringify(saved.flow)).not.toContain('hush');
  });

  it('of nothing is none', () => {
    expect(recordedFlow([], 'clicked').flow).toBeUndefined();
  });
});
