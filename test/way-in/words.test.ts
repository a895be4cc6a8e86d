import { describe, expect, it } from 'vitest';
import { mayBeAsked } from '../../src/way-in/words.ts';

describe('while the way in is looked for, nothing is asked that may change something', () => {
  it.each([
    ...['/logout', '/log-me-out', '/sign_me_out', '/exit', '/bye', '/abmelden'],
    ...[
      '/account/delete',
      '/del/1',
      '/items/1/erase',
      '/items/1/trash',
      '/db/drop',
      '/tasks/clear-all',
    ],
    ...['/newsletter/opt_out', '/unsub', '/close-account', '/terminate', '/maintenance/shutdown'],
    ...['/account?action=%64el&id=1', '/a?do=log%256fut', '/%zz/log%6fut', '/admin/wipe', '/Kill'],
  ])('not %s', (path) => {
    expect(mayBeAsked(path)).toBe(false);
  });

  it.each(['/', '/login', '/about', '/account', '/products?page=2', '/skills', '/dashboard.html'])(
    'but %s',
    (path) => {
      expect(mayBeAsked(path)).toBe(true);
    },
  );
});
