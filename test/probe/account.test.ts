import { describe, expect, it } from 'vitest';
import { Account } from '../../src/probe/stores/account.ts';

const EMPTY = { cookie: { expires: 'soon' } };
const SIGNED_IN = { cookie: { expires: 'soon' }, user: 'alice' };
const LATER = { cookie: { expires: 'later' } };

function held(account: Account): unknown[] {
  return account.sessions().map(({ text }) => JSON.parse(text ?? 'null'));
}

describe('what a store outside the process should hold', () => {
  it('a touch moves the expiry, and brings back no older data', () => {
    const account = new Account();
    account.learn('get', ['id'], EMPTY, 1, 2);
    account.learn('set', ['id', SIGNED_IN], undefined, 3, 9);
    account.learn('touch', ['id', LATER], undefined, 5, 10);
    expect(held(account)).toEqual([{ cookie: { expires: 'later' }, user: 'alice' }]);
  });

  it('what was read before a write had ended does not undo it', () => {
    const account = new Account();
    account.learn('set', ['id', SIGNED_IN], undefined, 1, 5);
    account.learn('get', ['id'], EMPTY, 4, 6);
    expect(held(account)).toEqual([SIGNED_IN]);
    account.learn('get', ['id'], EMPTY, 7, 8);
    expect(held(account)).toEqual([EMPTY]);
  });

  it('a session that was destroyed is not there once more because a request touched it', () => {
    const account = new Account();
    account.learn('set', ['id', SIGNED_IN], undefined, 1, 2);
    account.learn('destroy', ['id'], undefined, 3, 4);
    account.learn('touch', ['id', SIGNED_IN], undefined, 3, 5);
    account.learn('get', ['id'], SIGNED_IN, 3, 6);
    expect(held(account)).toEqual([]);
  });
});
