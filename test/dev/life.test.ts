import { describe, expect, it } from 'vitest';
import { Lives } from '../../src/dev/ui/life.ts';
import type { LiveNews, LiveRequest } from '../../src/dev/ui/shapes.ts';

const AT = '2026-01-01T00:00:00.000Z';
const HELD = { user: null, data: '{}', expires: null };
const STORED = { held: HELD, wasStored: true, destroyed: false };

function request(part: Partial<LiveRequest>): LiveRequest {
  return {
    type: 'request',
    number: 1,
    at: AT,
    method: 'GET',
    path: '/',
    status: 200,
    took: 1,
    location: null,
    cookies: [],
    user: null,
    action: 'read',
    effect: 'read',
    changes: [],
    marks: [],
    isStatic: false,
    ...part,
  };
}

const NEWS: LiveNews = { type: 'news', number: 9, at: AT, tone: 'quiet', text: '' };

/** One session that began, and is #1. */
function born(): Lives {
  const lives = new Lives();
  lives.request(request({ after: '#1', action: 'created' }), { ...STORED, wasStored: false });
  return lives;
}

const signsIn = request({ before: '#1', after: '#2', user: 'alice', action: 'replaced' });
const ALICE = { ...HELD, user: 'alice' };

/** What happens to a session that began, how it stands then, and what is told last of its life. */
const CASES: Record<
  string,
  [happens: (lives: Lives) => void, state: string, kind: string, text: string]
> = {
  'it is replaced': [
    (lives) => lives.request(signsIn, { held: ALICE, wasStored: true, destroyed: true }),
    'ended',
    'ended',
    'destroyed, #2 takes its place',
  ],
  'it is replaced, and stays in the store': [
    (lives) => lives.request(signsIn, { held: ALICE, wasStored: true, destroyed: false }),
    'left',
    'wrong',
    'left behind in the store, #2 takes its place',
  ],
  'it is destroyed': [
    (lives) =>
      lives.request(request({ before: '#1', action: 'destroyed' }), {
        wasStored: true,
        destroyed: true,
      }),
    'ended',
    'ended',
    'destroyed',
  ],
  'it comes back after that': [
    (lives) => {
      lives.request(request({ before: '#1', action: 'destroyed' }), {
        wasStored: true,
        destroyed: true,
      });
      lives.request(request({ before: '#1', after: '#1', action: 'saved' }), STORED);
    },
    'live',
    'wrong',
    'it came back after it had ended',
  ],
  'its cookie comes after that': [
    (lives) => {
      lives.request(request({ before: '#1', action: 'destroyed' }), {
        wasStored: true,
        destroyed: true,
      });
      lives.request(request({ before: '#1', action: 'none' }), {
        wasStored: false,
        destroyed: false,
      });
    },
    'ended',
    'used',
    'its cookie came, and the store does not know it',
  ],
  'somebody signs in, and it keeps its id': [
    (lives) =>
      lives.request(
        request({
          before: '#1',
          after: '#1',
          action: 'changed',
          user: 'alice',
          effect: 'changed',
          marks: ['kept its id at sign-in'],
          changes: [{ key: 'user', after: '"alice"' }],
        }),
        { ...STORED, held: ALICE },
      ),
    'live',
    'wrong',
    'kept its id at sign-in, alice is signed in',
  ],
  'it is renewed': [
    (lives) =>
      lives.request(
        request({ before: '#1', after: '#1', action: 'touched', effect: 'touched' }),
        STORED,
      ),
    'live',
    'renewed',
    'touched',
  ],
  'the app stops, and it was in its memory': [
    (lives) => lives.stopped(NEWS, true),
    'lost',
    'ended',
    'the app stopped, and its memory went with it',
  ],
  'the app stops, and its store stays': [
    (lives) => lives.stopped(NEWS, false),
    'live',
    'restart',
    'the app stopped; it stays in the store',
  ],
  'the app takes it out by itself': [
    (lives) => lives.operation({ ...NEWS, session: '#1' }, 'destroy', false),
    'ended',
    'ended',
    'the app took it out of its store by itself',
  ],
  'the app could not do that': [
    (lives) => lives.operation({ ...NEWS, session: '#1' }, 'destroy', true),
    'live',
    'born',
    'it begins',
  ],
  'the app empties its store': [
    (lives) => lives.operation(NEWS, 'clear', false),
    'ended',
    'ended',
    'the app emptied its store',
  ],
};

describe('the life of a session that began goes on', () => {
  it.each(Object.entries(CASES))('where %s', (_, [happens, state, kind, text]) => {
    const lives = born();
    happens(lives);
    const life = lives.of('#1');
    expect(life?.state).toBe(state);
    expect(life?.moments[0]).toMatchObject({ kind: 'born', request: 'GET /' });
    expect(life?.moments.at(-1)).toMatchObject({ kind, text });
  });
});

it('of a long life, the beginning and the end are kept', () => {
  const lives = born();
  for (let number = 2; number <= 500; number += 1) {
    lives.request(request({ number, before: '#1', after: '#1', action: 'read' }), STORED);
  }
  const life = lives.of('#1');
  expect(life?.moments).toHaveLength(100);
  expect(life?.moments[0]?.kind).toBe('born');
  expect(life?.moments.at(-1)?.number).toBe(500);
  expect(life?.forgotten).toBe(400);
});
