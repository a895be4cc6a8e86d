import { describe, expect, it } from 'vitest';
import { holdsSecrets, type NamedWay, readNamedWay, wayTexts } from '../../src/flows/named-way.ts';

const read = (way: NamedWay) => readNamedWay(way, (part) => `--${part}`);

const CASES: Array<[login: string, shown: string, holdsSecrets: boolean]> = [
  ['/signin', '/signin', false],
  ['/signin?next=/x', '/signin?next=/x', false],
  ['/signin?token=t0p5ecret', '/signin?token=••••••', true],
  ['POST /x {"user":"$user","password":"$password"}', '', false],
  [
    'POST /x {"user":"ann","password":"t0p5ecret"}',
    'POST /x {"user":"ann","password":"$password"}',
    true,
  ],
  ['POST /x {"a":{"pwd":"t0p5ecret"}}', 'POST /x {"a":{"pwd":"$password"}}', true],
  ['POST /x {"apiKey":"t0p5ecret"}', 'POST /x {"apiKey":"••••••"}', true],
  ['POST /x user=ann&password=t0p5ecret', 'POST /x user=ann&password=$password', true],
  ['POST /x user=$user&password=$password', '', false],
];

describe('what is shown of a named way in', () => {
  it.each(CASES)('%s', (login, shown, has) => {
    const way = read({ login });
    expect(wayTexts(way)).toEqual({ login: shown || login });
    expect(holdsSecrets(way)).toBe(has);
  });

  it.each([
    'PSOT /x {"password":"t0p5ecret"}',
    'POST /x {"password":"t0p5ecret"',
    'POST /x {"password": t0p5ecret}',
    '{"password":"t0p5ecret"}',
    'POST x {"password":"t0p5ecret"}',
  ])('a mistake in it shows no password: %s', (login) => {
    expect(() => read({ login })).toThrow(/^(?!.*t0p5ecret)--login|^(?!.*t0p5ecret)What --login/);
  });
});
