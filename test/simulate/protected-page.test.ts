import { describe, expect, it } from 'vitest';
import type { Observed } from '../../src/checks/observed.ts';
import { ProtectedPage } from '../../src/simulate/journey/protected-page.ts';
import { readPage } from '../../src/visitor/page.ts';

const FORM = '<form method="post"><input name="name"><input name="secret" type="password"></form>';
const MENU = 'Shoes Boots Sandals Slippers Laces Socks Soles Heels Polish Bags Belts Gloves';
const ORDERS = '<h1>Your orders</h1><p>Three pairs of boots, sent on Monday.</p>';

function seen(path: string, html: string): Observed {
  return {
    site: { kind: 'other', name: 'an app', entry: { url: 'http://127.0.0.1' } },
    pace: 'patient',
    request: { method: 'GET', path, signsIn: false, isSecure: false, cookies: [] },
    response: { status: 200, headers: [], page: readPage(html) },
    cookies: [],
    session: {},
    before: [],
    store: null,
  };
}

/** The page, as strangers and as members were shown it, after other pages of the site. */
function pageOf(toStrangers: string, toMembers: string, others: readonly string[] = []) {
  const page = new ProtectedPage('/orders');
  for (const html of others) page.note(seen('/login', html), 'somebody');
  page.note(seen('/orders', toStrangers), 'stranger');
  page.note(seen('/orders', toMembers), 'member');
  return { page, shows: (html: string) => page.isForStrangers(seen('/orders', html)) };
}

describe('a page that strangers see with status 200, by its words', () => {
  it.each<[what: string, toStrangers: string, toMembers: string, others?: string[]]>([
    ['of a sentence', 'Sign in, please', ORDERS],
    ['in JSON, with nobody in it', '{"user":null}', '{"user":"alice"}'],
    ['in JSON, with a reason', '{"ok":false,"why":"not signed in"}', '{"ok":true,"user":"alice"}'],
    ['of a few words', 'Who are you?', 'Hello alice'],
    [
      'in Japanese',
      '<nav>ホーム</nav><p>ログインしてください</p>',
      '<nav>ホーム</nav><p>ご注文の一覧</p>',
      ['<nav>ホーム</nav>'],
    ],
    ['in a menu that the form has too', `${MENU} Sign in`, MENU + ORDERS, [MENU + FORM]],
    ['as the home page', 'Welcome to the shop', ORDERS, ['Welcome to the shop']],
  ])('is told from the page itself: %s', (_what, toStrangers, toMembers, others) => {
    const { page, shows } = pageOf(toStrangers, toMembers, others);
    expect(page.isToldApart('/orders')).toBe(true);
    expect(shows(toStrangers)).toBe(true);
    expect(shows(toMembers)).toBe(false);
  });

  it.each<[what: string, toStrangers: string, toMembers: string, others?: string[]]>([
    ['with a sentence more', `${ORDERS} Sign in to order more`, `${ORDERS} Log out`],
    [
      'a short one, in what members have around each page',
      'Sign in <h1>Balance 4711</h1>',
      'Hi alice Profile Settings Messages Inbox Log out <h1>Balance 4711</h1>',
      ['Welcome. Sign in'],
    ],
    ['in JSON', '{"user":null,"orders":["boots"]}', '{"user":"alice","orders":["boots"]}'],
    [
      'in Japanese',
      '<nav>ホーム</nav><p>ご注文の一覧</p>',
      '<nav>ホーム alice</nav><p>ご注文の一覧</p>',
    ],
  ])('may be the page itself: %s', (_what, toStrangers, toMembers, others) => {
    const { page, shows } = pageOf(toStrangers, toMembers, others);
    expect(page.isToldApart('/orders')).toBe(false);
    expect(shows(toStrangers)).toBe(false);
  });

  it('is the same for all where no word differs', () => {
    expect(pageOf(ORDERS, ORDERS).page.isSameForAll('/orders')).toBe(true);
    expect(pageOf('Sign in', ORDERS).page.isSameForAll('/orders')).toBe(false);
  });
});
