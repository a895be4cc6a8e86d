import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/sessions/session.ts';
import { widthOf } from '../../src/terminal/columns.ts';
import { sessionTable } from '../../src/terminal/session-table.ts';
import { sessionLines } from '../../src/terminal/session-text.ts';
import { countsLine, emptyCounts } from '../../src/terminal/session-words.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const MINUTE = 60_000;
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * MINUTE);

function row(id: string, fields: Partial<Session>): Session {
  const unknown = { created: null, used: null, expires: null };
  return {
    id,
    digest: `${id}…`,
    state: 'live',
    data: {},
    user: null,
    size: 12,
    ...unknown,
    ...fields,
  };
}

const ROWS = [
  row('3f9a1c77', {
    user: 'alice',
    created: ago(12),
    used: ago(2),
    expires: ago(-118),
    size: 214,
    data: { user_name: 'alice', theme: 'dark', lang: 'en' },
  }),
  row('b07d4210', {
    state: 'expired',
    created: ago(185),
    used: ago(181),
    expires: ago(61),
    size: 131,
    data: { theme: 'dark', lang: 'en' },
  }),
  row('9e11aa02', { state: 'corrupt', reason: 'Unexpected end of JSON input' }),
];

describe('a table of sessions', () => {
  it('has a line for each', () => {
    expect(sessionTable(ROWS, { now: NOW }).join('\n')).toBe(
      `
ID        USER   AGE     IDLE   LEAVES IN   SIZE   HOLDS
3f9a1c77  alice  12 min  2 min  1 h 58 min  214 B  lang theme user_name
b07d4210  –      3 h     3 h    expired     131 B  lang theme
9e11aa02  ?      –       –      –           12 B   corrupt: Unexpected end of JSON input
      `.trim(),
    );
  });

  it('is cut to a width', () => {
    const lines = sessionTable(ROWS, { now: NOW, width: 50 });
    expect(lines.map(widthOf)).toEqual([50, 50, 50, 50]);
    expect(lines[1]).toMatch(/214 B.*…$/);
  });

  it('of none has its titles', () => {
    expect(sessionTable([])).toEqual(['ID  USER  AGE  IDLE  LEAVES IN  SIZE  HOLDS']);
  });

  it('shows whole ids to who asks for them', () => {
    const rows = [
      row('3f9a1c77', { sessionId: 'a-whole-id' }),
      row('b07d4210', { digest: 'b07d4210ff' }),
    ];
    const table = sessionTable(rows, { reveal: true }).join('\n');
    expect(table).toMatch(/\na-whole-id .*\nb07d4210ff /);
    expect(sessionTable(rows).join('\n')).not.toMatch(/a-whole-id|b07d4210ff/);
  });

  it('keeps its columns straight, whatever script a name is in', () => {
    const names = ['alice', '李小龍', 'José', 'नमस्ते', '👩‍🚀'];
    const lines = sessionTable(names.map((user) => row('3f9a1c77', { user })));
    const [left = ''] = /^.* (?=–)/.exec(lines[1] ?? '') ?? [];
    expect(lines.slice(1).every((line) => widthOf(line) === widthOf(lines[1] ?? ''))).toBe(true);
    expect(left).not.toBe('');
  });
});

it('one session is shown whole, its secrets masked', () => {
  const record = row('3f9a1c77', {
    ...ROWS[0],
    data: { user_name: 'alice', cart: { items: [1] }, token: 'x', note: 'two\nlines', none: '' },
  });
  expect(sessionLines(record, { now: NOW }).join('\n')).toBe(
    `
Session 3f9a1c77  live
  user     alice
  created  2026-03-01 11:48:00 UTC, 12 min ago
  used     2026-03-01 11:58:00 UTC, 2 min ago
  expires  2026-03-01 13:58:00 UTC, in 1 h 58 min
  size     214 B

It holds
  cart       {
               "items": [
                 1
               ]
             }
  none       (empty)
  note       two\\nlines
  token      ••••••
  user_name  alice
    `.trim(),
  );
});

it.each([
  [{}, 'no sessions'],
  [{ anonymous: 1 }, '1 session: 1 anonymous'],
  [
    { 'signed in': 1_204, expired: 2, unreadable: 1 },
    '1,207 sessions: 1,204 signed in, 2 expired, 1 unreadable',
  ],
])('%j is %s', (tally, line) => {
  expect(countsLine({ ...emptyCounts(), ...tally })).toBe(line);
});
