import { expect, it } from 'vitest';
import type { DevEvent } from '../../src/events/dev.ts';
import { tailLines } from '../../src/terminal/dev-text.ts';
import { PLAIN } from '../../src/terminal/paint.ts';

const aRequest = (path: string): DevEvent => ({
  v: 1,
  type: 'request',
  at: '2026-01-01T00:00:00.000Z',
  method: 'GET',
  path,
  status: 200,
  took: 1,
  cookies: [],
  location: null,
  session: null,
});

const LONG = `/reports/2026/november?${'q'.repeat(70)}`;

it.each([
  [80, 22],
  [120, 62],
  [160, LONG.length],
  [Number.POSITIVE_INFINITY, LONG.length],
])('of a long address, %s columns show %s', (columns, most) => {
  const [line = ''] = tailLines(aRequest(LONG), PLAIN, columns);
  const [, path = ''] = / GET +(\S+)/.exec(line) ?? [];
  expect(path).toHaveLength(most);
  expect(line).toContain(' 200');
  expect(line.length).toBeLessThanOrEqual(columns);
});

it.each(['started', 'restarted'] as const)('where it %s, the address is whole', (type) => {
  const url = 'http://127.0.0.1:37915';
  const at = '2026-01-01T00:00:00.000Z';
  expect(tailLines({ v: 1, type, at, url }, PLAIN, 40)[0]).toContain(url);
});

it('short addresses stay in their column, however wide the terminal is', () => {
  const at = (columns: number) => tailLines(aRequest('/'), PLAIN, columns)[0]?.indexOf('200');
  expect(at(400)).toBe(56);
  expect(at(Number.POSITIVE_INFINITY)).toBe(56);
});
