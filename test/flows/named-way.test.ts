import { describe, expect, it } from 'vitest';
import { type NamedWay, optionOf, readNamedWay, wayTexts } from '../../src/flows/named-way.ts';

const read = (named: NamedWay) => readNamedWay(named, optionOf);

describe('a way in as somebody writes it', () => {
  it.each<[NamedWay, ReturnType<typeof read>]>([
    [{ login: '/signin' }, { login: { page: '/signin' } }],
    [{ login: 'GET /signin?a=b' }, { login: { page: '/signin?a=b' } }],
    [
      { login: 'POST /api/login {"email":"$user","password":"$password"}' },
      {
        login: {
          request: {
            method: 'POST',
            path: '/api/login',
            json: { email: '$user', password: '$password' },
          },
        },
      },
    ],
    [
      { login: 'post /in email=$user&password=$password' },
      {
        login: {
          request: { method: 'POST', path: '/in', form: { email: '$user', password: '$password' } },
        },
      },
    ],
    [
      { login: { method: 'put', path: '/in', headers: { 'X-A': '1' } } },
      { login: { request: { method: 'PUT', path: '/in', headers: { 'X-A': '1' } } } },
    ],
    [{ protected: '/me' }, { protected: '/me' }],
    [{ logout: '/logout' }, { logout: { method: 'GET', path: '/logout' } }],
    [{ logout: 'DELETE /in' }, { logout: { method: 'DELETE', path: '/in' } }],
    [{ newPassword: '/account' }, { newPassword: { page: '/account' } }],
    [
      { newPassword: 'PUT /password {"old":"$password","new":"$new"}' },
      {
        newPassword: {
          request: { method: 'PUT', path: '/password', json: { old: '$password', new: '$new' } },
        },
      },
    ],
  ])('%j', (named, way) => {
    expect(read(named)).toEqual(way);
    expect(read(wayTexts({ ...way }))).toEqual(withoutHeaders(way));
  });
});

/** They are not written in one line. */
function withoutHeaders(way: ReturnType<typeof read>) {
  return JSON.parse(JSON.stringify(way, (key, value) => (key === 'headers' ? undefined : value)));
}

describe('what is wrong is told in a sentence', () => {
  it.each<[NamedWay, RegExp]>([
    [{ login: 'signin' }, /^--login is not a path that begins with \/, and no request: signin\./],
    [{ login: '' }, /^--login is empty/],
    [{ login: 'FETCH /in' }, /^--login is not a path/],
    [
      { login: 'POST in' },
      /^--login must be a path of the site, without its host: \/signin, not in/,
    ],
    [{ login: '//host/in' }, /^--login must be a path of the site/],
    [{ login: 'POST http://host/in' }, /^--login must be a path of the site/],
    [{ login: 'POST /in {"a":' }, /^What --login sends is not valid JSON[,.]/],
    [{ protected: 'me' }, /^--protected must be a path of the site/],
    [{ protected: '/a b' }, /^--protected must be a path of the site/],
    [{ logout: 'DELETE' }, /^--logout is not a path/],
    [{ newPassword: 'account' }, /^--new-password is not a path/],
    [{ newPassword: 'POST /account' }, /^--new-password is a request without \$new,/],
    [{ newPassword: '//host/account' }, /^--new-password must be a path of the site/],
  ])('%j', (named, message) => {
    expect(() => read(named)).toThrow(message);
  });
});
