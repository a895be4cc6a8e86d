import type { Rule } from './rule.ts';

/** Rules about choosing, typing and guessing passwords. */
export const ABOUT_PASSWORDS = [
  {
    id: 'guessing-slowed',
    means: 'Whoever guesses passwords is slowed down.',
    why: 'Passwords that leaked elsewhere, and the most common ones, are tried at every name by machines.',
    fix: 'count failed sign-ins by name and address, and answer 429 for a while after some of them; write down after how many',
    asvs: [{ number: '6.3.1', level: 1 }],
    cwe: [307],
  },
  {
    id: 'lock-out-by-others',
    means: 'Nobody is locked out because somebody else guesses their password.',
    why: 'Anybody who knows a name can keep its owner out.',
    fix: 'count failed sign-ins by name and address together; for the name alone, set a far higher limit, and none for known browsers',
    asvs: [{ number: '6.1.1', level: 1 }],
    cwe: [645],
  },
  {
    id: 'names-not-told',
    means: 'A sign-in that fails does not tell whether there is such a name.',
    why: 'Whoever knows which names exist guesses passwords for these alone, and knows who is a member.',
    fix: 'give one answer for an unknown name and a wrong password, and check a password against a made-up hash where there is no such name',
    asvs: [{ number: '6.3.8', level: 3 }],
    cwe: [204],
  },
  {
    id: 'password-length',
    means: 'A new password has at least eight characters.',
    why: 'All shorter ones can be tried out.',
    fix: 'refuse a new password of fewer than eight characters',
    asvs: [{ number: '6.2.1', level: 1 }],
    cwe: [521],
  },
  {
    id: 'password-common',
    means: 'A new password is none of the most common ones.',
    why: 'They are the first ones that are tried.',
    fix: 'compare new passwords with a list of the 3000 most common ones',
    asvs: [{ number: '6.2.4', level: 1 }],
    cwe: [521],
  },
  {
    id: 'password-masked',
    means: 'What is typed into a field for a password does not show.',
    why: 'Anybody who looks at the screen can read the password, and the browser may remember it as form data.',
    fix: 'give the field type="password"',
    asvs: [{ number: '6.2.6', level: 1 }],
    cwe: [549],
  },
  {
    id: 'default-account',
    means: 'No account has a name and a password that everybody tries first.',
    why: 'admin with the password admin is the first thing that anybody tries.',
    fix: 'remove the account, or give it a password of its own before the site can be reached',
    asvs: [{ number: '6.3.2', level: 1 }],
    cwe: [1392],
  },
] as const satisfies readonly Rule[];
