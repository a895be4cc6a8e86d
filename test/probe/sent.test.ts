import { describe, expect, it } from 'vitest';
import { sentIn } from '../../src/probe/line/door-sent.ts';
import { bodyWithoutSecrets } from '../../src/probe/sent/body.ts';

const FORM = 'application/x-www-form-urlencoded';

describe('of what is sent, secrets do not leave the app’s process', () => {
  it.each([
    [
      FORM,
      'username=al+ice&password=hush&next=%2Fabout',
      {
        form: [
          { name: 'username', value: 'al ice' },
          { name: 'password', value: '', secret: 'password' },
          { name: 'next', value: '/about' },
        ],
      },
    ],
    [
      `${FORM}; charset=utf-8`,
      'user[pwd]=hush&_csrf=hush&password=',
      {
        form: [
          { name: 'user[pwd]', value: '', secret: 'password' },
          { name: '_csrf', value: '', secret: 'other' },
          { name: 'password', value: '' },
        ],
      },
    ],
    [
      FORM,
      'password=hush&repeat=hush',
      {
        form: ['password', 'repeat'].map((name) => ({ name, value: '', secret: 'password' })),
      },
    ],
    [
      'application/json',
      '{"repeat":["hush"],"password":"hush"}',
      { json: '{"repeat":["$password"],"password":"$password"}' },
    ],
    [FORM, 'Kennwort=hush', { form: [{ name: 'Kennwort', value: '', secret: 'password' }] }],
    [FORM, 'key=sk_live_hush123', { form: [{ name: 'key', value: '', secret: 'other' }] }],
    [
      'application/json',
      '{"user":{"name":"alice","password":"hush"},"n":3,"token":"hush","list":[{"pin":1234}]}',
      {
        json: '{"user":{"name":"alice","password":"$password"},"n":3,"token":"••••••","list":[{"pin":"••••••"}]}',
      },
    ],
    [
      'application/vnd.api+json',
      '{"passwords":["hush","hush"],"credentials":{"a":"hush"},"remember":true}',
      { json: '{"passwords":["$password","$password"],"credentials":"••••••","remember":true}' },
    ],
    [
      'application/json',
      '{"password":{"new":"hush","again":["hush"]},"n":1}',
      { json: '{"password":{"new":"$password","again":["$password"]},"n":1}' },
    ],
    [
      'application/json',
      '[{"name":"password","value":"hush"},{"name":"user","value":"alice"}]',
      {
        json: '[{"name":"password","value":"$password"},{"name":"user","value":"alice"}]',
      },
    ],
    [
      'application/json',
      '{"query":"mutation { login(password: \\"hush\\") }","data":"{\\"pwd\\":\\"hush\\"}"}',
      { json: '{"query":"••••••","data":"••••••"}' },
    ],
    [
      FORM,
      'user[pw]=hush&user.mdp=hush&пароль=hush',
      {
        form: ['user[pw]', 'user.mdp', 'пароль'].map((name) => ({
          name,
          value: '',
          secret: 'password',
        })),
      },
    ],
    [FORM, 'data={"pwd":"hush"}', { form: [{ name: 'data', value: '', secret: 'other' }] }],
    ['application/json', '"hush', { other: true }],
    [
      'application/json',
      `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
      { json: expect.not.stringContaining('hush') },
    ],
    ['multipart/form-data; boundary=x', 'password=hush', { other: true }],
    ['text/plain', 'password=hush', { other: true }],
    ['', 'password=hush', { other: true }],
    [FORM, 'a=1&'.repeat(500), { other: true }],
    [FORM, `${'n'.repeat(300)}=1`, { other: true }],
    [
      'application/json',
      '{"__proto__":{"password":"hush"}}',
      { json: expect.not.stringContaining('hush') },
    ],
  ])('%s %s', (type, text, expected) => {
    expect(bodyWithoutSecrets(type, text)).toEqual(expected);
    expect(JSON.stringify(bodyWithoutSecrets(type, text))).not.toContain('hush');
  });
});

it('a user name that is like the password, and what is too short to be one, are told', () => {
  const told = (text: string) => bodyWithoutSecrets(FORM, text);
  expect(told('username=admin&password=admin')).toMatchObject({ form: [{ value: 'admin' }, {}] });
  expect(told('remember=1&password=1')).toMatchObject({ form: [{ value: '1' }, {}] });
});

it.each(['pass', 'pass ', 'a[', 'password="', '{"pwd":'])(
  'what repeats %s to slow the app down is passed over in one go',
  (piece) => {
    const text = piece.repeat(64_000 / piece.length);
    const told = [text, 'x'].map((name) =>
      bodyWithoutSecrets('application/json', JSON.stringify({ [name]: text })),
    );
    expect(told).toHaveLength(2);
  },
);

describe('what an app might say instead of its probe is left out', () => {
  it.each([
    [{}],
    [{ host: 1 }],
    [{ host: 'h'.repeat(300) }],
    [{ host: 'a', isPage: 'yes' }],
    [{ host: 'a', from: 1 }],
    [{ host: 'a', headers: [] }],
    [{ host: 'a', headers: { Accept: 1 } }],
    [{ host: 'a', secretHeaders: 'x' }],
    [{ host: 'a', body: {} }],
    [{ host: 'a', body: { json: '{' } }],
    [{ host: 'a', body: { form: [{ name: 'a' }] } }],
    [{ host: 'a', body: { form: [{ name: 'a', value: 'b', secret: 'none' }] } }],
    [{ host: 'a', body: { form: Array.from({ length: 201 }, () => ({ name: 'a', value: '' })) } }],
  ])('%j', (value) => {
    expect(sentIn(value)).toBeUndefined();
  });

  it('and of what it says, only what is known', () => {
    const sent = {
      host: 'a:1',
      from: '/x',
      headers: { Accept: 'application/json' },
      secretHeaders: ['authorization'],
      body: { form: [{ name: 'p', value: 'hush', secret: 'password' }] },
      isPage: true,
    };
    expect(sentIn({ ...sent, more: 1 })).toEqual({
      ...sent,
      body: { form: [{ name: 'p', value: '', secret: 'password' }] },
    });
  });
});
