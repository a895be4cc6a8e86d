import type { Requirement } from './rule.ts';

/** A requirement, with its subject in a few words of our own. */
export interface KnownRequirement extends Requirement {
  readonly about: string;
}

function chapter(
  rows: ReadonlyArray<readonly [number: string, level: 1 | 2 | 3, about: string]>,
): KnownRequirement[] {
  return rows.map(([number, level, about]) => ({ number, level, about }));
}

/**
 * All requirements of chapters 6 (authentication) and 7 (session management) of OWASP ASVS 5.0.0.
 *
 * @see https://github.com/OWASP/ASVS/tree/v5.0.0/5.0/en
 */
export const REQUIREMENTS: readonly KnownRequirement[] = chapter([
  ['6.1.1', 1, 'how guessing is slowed down is written down, and nobody is locked out by others'],
  ['6.1.2', 2, 'a list of words of the company and the product that are no passwords'],
  ['6.1.3', 2, 'each way to sign in is written down, all of them equally strong'],
  ['6.2.1', 1, 'passwords have 8 characters or more'],
  ['6.2.2', 1, 'people can change their password'],
  ['6.2.3', 1, 'who changes a password gives the one before'],
  ['6.2.4', 1, 'the 3,000 most common passwords are refused'],
  ['6.2.5', 1, 'passwords may be made of any characters'],
  ['6.2.6', 1, 'fields for passwords hide what is typed'],
  ['6.2.7', 1, 'passwords can be pasted, and filled in by a password manager'],
  ['6.2.8', 1, 'the password is checked as it was typed, all of it'],
  ['6.2.9', 2, 'passwords may have 64 characters'],
  ['6.2.10', 2, 'passwords do not expire by the calendar'],
  ['6.2.11', 2, 'words of the company and the product are refused as passwords'],
  ['6.2.12', 2, 'passwords from known leaks are refused'],
  ['6.3.1', 1, 'guessing passwords is slowed down as it is written down'],
  ['6.3.2', 1, 'no accounts such as admin or root that come with the app'],
  ['6.3.3', 2, 'a second factor'],
  ['6.3.4', 2, 'no way to sign in that is not written down, none weaker than the others'],
  ['6.3.5', 3, 'people are told of strange sign-ins to their account'],
  ['6.3.6', 3, 'e-mail is no way to sign in'],
  ['6.3.7', 3, 'people are told when their password or name has changed'],
  ['6.3.8', 3, 'a failed sign-in does not tell which accounts there are'],
  ['6.4.1', 1, 'first passwords and codes are random, work once, and end soon'],
  ['6.4.2', 1, 'no hints for passwords, no secret questions'],
  ['6.4.3', 2, 'a forgotten password is reset without going round the second factor'],
  ['6.4.4', 2, 'who lost a factor proves who they are as at the beginning'],
  ['6.4.5', 3, 'reminders before a factor expires'],
  ['6.4.6', 3, 'administrators can have a password reset, and never choose it'],
  ['6.5.1', 2, 'codes work once'],
  ['6.5.2', 2, 'stored recovery codes are hashed'],
  ['6.5.3', 2, 'codes and their seeds come from a secure random generator'],
  ['6.5.4', 2, 'codes are hard to guess'],
  ['6.5.5', 2, 'codes end after some minutes'],
  ['6.5.6', 3, 'any factor can be taken away from an account'],
  ['6.5.7', 3, 'a fingerprint or a face is only ever the second factor'],
  ['6.5.8', 3, 'codes that depend on the time are checked by a clock of the server'],
  ['6.6.1', 2, 'codes by phone or SMS: the number is proven, and there are better ways'],
  ['6.6.2', 2, 'a code works only for the sign-in that it was made for'],
  ['6.6.3', 2, 'guessing codes is slowed down'],
  ['6.6.4', 3, 'nobody is flooded with requests to confirm'],
  ['6.7.1', 3, 'certificates that prove identities cannot be exchanged'],
  ['6.7.2', 3, 'challenges are long, and none comes twice'],
  ['6.8.1', 2, 'one identity provider cannot speak for people of another'],
  ['6.8.2', 2, 'signatures of identity providers are always checked'],
  ['6.8.3', 2, 'an assertion (SAML) works once'],
  ['6.8.4', 2, 'how strongly somebody signed in at the provider is checked'],
  ['7.1.1', 2, 'how long sessions live is written down, with the reasons'],
  ['7.1.2', 2, 'how many sessions an account may have at once is written down'],
  ['7.1.3', 2, 'all that makes sessions in a single sign-on is written down'],
  ['7.2.1', 1, 'sessions are checked on the server'],
  ['7.2.2', 1, 'sessions are known by tokens that were made for them, not by fixed keys'],
  ['7.2.3', 1, 'session ids are unique, random and long'],
  ['7.2.4', 1, 'a sign-in gives a new session id, and ends the one before'],
  ['7.3.1', 2, 'a session that is not used ends'],
  ['7.3.2', 2, 'each session ends one day, used or not'],
  ['7.4.1', 1, 'a session that has ended opens nothing'],
  ['7.4.2', 1, 'an account that is gone has no sessions'],
  ['7.4.3', 2, 'with a new password, other sessions can be ended'],
  ['7.4.4', 2, 'each page for people who are signed in shows the log-out'],
  ['7.4.5', 2, 'administrators can end the sessions of one person, or of all'],
  ['7.5.1', 2, 'who changes what signs them in proves once more who they are'],
  ['7.5.2', 2, 'people see their sessions, and can end any of them'],
  ['7.5.3', 3, 'very sensitive actions ask for proof once more'],
  ['7.6.1', 2, 'sessions of an app and of its identity provider end as it is written down'],
  ['7.6.2', 2, 'no session begins at an identity provider without the person’s doing'],
]);
