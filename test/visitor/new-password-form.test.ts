import { describe, expect, it } from 'vitest';
import { newPasswordForm, withNewPassword } from '../../src/visitor/forms/new-password-form.ts';
import { readPage } from '../../src/visitor/page.ts';

/** What is sent of the form for a new password, field by field; undefined if the page has none. */
function changed(inputs: string, method = 'post') {
  const form = newPasswordForm(readPage(`<form method="${method}" action="/p">${inputs}</form>`));
  const sent = form && withNewPassword(form, { old: 'OLD', new: 'NEW' });
  return sent?.entries.map(({ name, value }) => `${name}=${value}`).join(' ');
}

const fields = (...names: string[]) =>
  names.map((name) => `<input type="password" name="${name}">`).join('');

describe('the form for a new password', () => {
  it.each([
    ['old, new and again', fields('old', 'new', 'again'), 'old=OLD new=NEW again=NEW'],
    [
      'named in other words',
      fields('currentPassword', 'password', 'confirmPassword'),
      'currentPassword=OLD password=NEW confirmPassword=NEW',
    ],
    [
      'the old one without a word of that',
      fields('password', 'new_password', 'confirm'),
      'password=OLD new_password=NEW confirm=NEW',
    ],
    ['the new one first', fields('new', 'old'), 'new=NEW old=OLD'],
    ['three without any word', fields('a', 'b', 'c'), 'a=OLD b=NEW c=NEW'],
    ['two without any word', fields('password', 'password2'), 'password=NEW password2=NEW'],
    [
      'told by autocomplete',
      '<input type="password" name="a" autocomplete="current-password"><input type="password" name="b" autocomplete="new-password">',
      'a=OLD b=NEW',
    ],
    [
      'with a token, a button, and a name for password managers',
      `<input type="hidden" name="_csrf" value="t"><input name="username" value="alice" autocomplete="username">${fields('old', 'new')}<button name="do" value="save">Save</button>`,
      '_csrf=t username=alice old=OLD new=NEW do=save',
    ],
  ])('%s', (_, inputs, sent) => {
    expect(changed(inputs)).toBe(sent);
  });

  it.each([
    ['one that signs in', `<input name="username">${fields('password')}`],
    ['one that asks for the password once more', fields('current_password')],
    ['one that makes an account', `<input name="email">${fields('password', 'password2')}`],
    ['one without a password', '<input name="new_name">'],
  ])('is not %s', (_, inputs) => {
    expect(changed(inputs)).toBeUndefined();
  });

  it('is not one that would put passwords into the address', () => {
    expect(changed(fields('old', 'new'), 'get')).toBeUndefined();
  });
});
