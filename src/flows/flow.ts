import type { StoreMode } from '../probe/messages.ts';
import type { RuleId } from '../rules/rules.ts';
import type { Action } from './action.ts';
import { filled, toNames } from './names.ts';

/** A visitor's way through a site: what is done, step by step, and what each step must show. */
export interface Flow {
  name: string;
  /** What it shows, in one sentence. */
  about: string;
  /** Settings with which a generated site is run; only our own sites know them. */
  settings?: Readonly<Record<string, string>>;
  /** How many processes of the site share the store. Default: 1. */
  instances?: number;
  /** What an app must have for it; `account-page` means a page like that of our own sites. */
  needs?: readonly Need[];
  steps: readonly FlowStep[];
}

/**
 * `new-password`: it is known where a user changes the password · `password`: the account has one · `no-database`: we
 * start the app, and nothing shows that it stores its counts for longer than it runs
 */
export type Need =
  | 'sign-in'
  | 'protected-page'
  | 'account-page'
  | 'new-password'
  | 'password'
  | 'no-database';

export type FlowStep =
  | Visit
  /** Requests that are sent at the same time. */
  | { together: readonly Visit[] }
  /** All processes of the site are stopped and started again. */
  | { restart: true }
  /** Seconds. */
  | { wait: number }
  /** Moves the app's clock forward by so many seconds. The clock of its visitors stays. */
  | { clock: number }
  | StoreStep
  /** Removes the account that signs in from the users file of a site of ours, until the flow ends. */
  | { account: 'gone' };

/** How the session store answers the app from now on, until the flow ends. */
interface StoreStep {
  store: StoreMode;
  /** After how many seconds it works again. */
  seconds?: number;
}

/** One request of a visitor. */
export interface Visit {
  title: string;
  /** The step is left out unless all of these hold. */
  only?: readonly Condition[];
  /** Each visitor has a cookie jar. Default: `A`. */
  visitor?: string;
  /** Which process gets the request, from 1 on. Default: 1. */
  instance?: number;
  do: Action;
  /**
   * The address on this machine from which to connect: `127.0.0.2`. If the system does not have it, the request fails.
   */
  from?: string;
  /**
   * A cross-site request: a page of another site makes the visitor's browser send what the visitor of this name would
   * send from their current page, with the token that is in it, and with the cookies that browsers send then. Left out
   * if the request needs a CORS preflight (PUT, PATCH, DELETE). The flow's own headers are not sent.
   */
  trickedBy?: string;
  /**
   * How the other site's page sends it: by a `link` to the address, by a `form`, by a form that sends JSON as plain
   * `text`, by a form with the `fields` of the JSON, or by a form whose page has its address `hidden`. Left out if that
   * is not possible. Default: the one that is most like the request.
   */
  trickWith?: Trick;
  /** A sign-in that may be refused: a refusal does not count as a failed sign-in of the run. */
  guess?: true;
  /** Sends the cookies that the visitor had after the step with this title, and keeps no new ones, like a thief. */
  cookiesAfter?: string;
  /** The session's cookie is replaced by a made-up one, with an id that the visitor chose. */
  inventsId?: boolean;
  /** The second half of the request is sent only when the other steps of the same `together` are done. */
  slowly?: boolean;
  /** Left out if the visitor's last response does not redirect. */
  ifRedirected?: true;
  /** Left out if it does not redirect, or redirects to the sign-in form. */
  ifLedOn?: true;
  /** Left out unless the last response to the visitor of this name sent them to the sign-in, or refused them. */
  ifKeptOut?: string;
  /** How many times it is sent at the same time, in a `together`. Default: 1. */
  times?: number;
  /** Values of the response, with names for later steps: `$name`. */
  capture?: Readonly<Record<string, Capture>>;
  expect?: readonly Expectation[];
}

export type Trick = 'link' | 'form' | 'hidden' | 'text' | 'fields';

/** Where a value is found in a response: a header, a place in its JSON (`user.ids[0]`), or a field of a form. */
export type Capture = { header: string } | { json: string } | { field: string };

/** Conditions for a step or an expectation. */
export type Condition =
  | 'built-in'
  /** Made by `create`. */
  | 'ours'
  /** Not made by `create`. */
  | 'foreign'
  /** The store is outside of the app's process, or several processes were asked for. */
  | 'shared'
  /** A protected page is known. */
  | 'protected-page'
  /** The sign-in is a form, and the protected page redirects to it. */
  | 'form-led-to'
  /** There is a page with a form for a new password. */
  | 'new-password-form'
  /** The sign-in is a form, but the protected page does not redirect to it. */
  | 'form-apart'
  /** It is visited over HTTPS, or as an HTTPS proxy would do it. */
  | 'https'
  | 'authenticated'
  | 'anonymous'
  | 'memory'
  | 'file'
  | 'redis';

/** What a step must show. Each entry is one check; those about the store are left out if it cannot be read. */
export interface Expectation {
  /** It is only checked if all of these hold. */
  only?: readonly Condition[];
  /** The rule that is broken if this check fails, and that held if it passes. */
  rule?: RuleId;
  status?: number | readonly number[];
  /** The app does not fail: the status is below 500. */
  works?: true;
  /** The response redirects to this path of this site, with its query. */
  goesTo?: string;
  /** The response redirects somewhere on this site. */
  staysOnSite?: true;
  /** Whether the response sends the visitor to the sign-in, or refuses them. */
  asksToSignIn?: boolean;
  /** Whether the page is shown to the visitor. Not checked if the app fails, or there is no such page. */
  letIn?: boolean;
  /** No script of this other origin may read the page with the visitor's cookies. Only checked if the page is shown. */
  closedTo?: string;
  /** The names of session cookies begin with `__Host-`. Only checked over HTTPS, for cookies of one host. */
  hostPrefix?: true;
  /** The session's id is not in the address, the headers or the page. Only checked if the app's store can be read. */
  tokenHidden?: true;
  /** The page's password fields hide what is typed. Only checked if it has any. */
  masksPasswords?: true;
  /** The visitor is not signed in by this, and may try again. */
  refusesSignIn?: true;
  /** The page has a form that asks for a password. */
  signInForm?: true;
  /** The page has a form for a new password. */
  newPasswordForm?: true;
  /** The page is not shown: the response redirects, refuses the visitor, or says that the app fails. */
  staysClosed?: true;
  /** The response has no stack trace. */
  noStackTrace?: true;
  /** The app's output so far contains no id of a live session, and no password that was typed. */
  printsNoSecret?: true;
  /** The page shows how to log out. Not checked if a script may add that. */
  logOutShown?: true;
  /** What a header of the response says. */
  header?: ExpectedHeader;
  /** The page says this. */
  says?: string;
  /** The page does not say this. */
  saysNot?: string;
  /** The page does not have the name of this other visitor, unless the visitor’s own session has it. */
  neverNames?: string;
  /**
   * The visitor's session: `none`: there is none before or after · `begins`: one that was not there before ·
   * `same`: it stays · `fresh`: it is new, and the one before, if any, is destroyed · `renewed`: as `fresh`, but only
   * checked if something shows that the sign-in was accepted · `ends`: it is destroyed, and the browser deletes its
   * cookie · `unknown`: the app does not accept the one that was sent · `filled`: there is none, or it holds something
   */
  session?: 'none' | 'begins' | 'same' | 'fresh' | 'renewed' | 'ends' | 'unknown' | 'filled';
  /** The visitor's session holds these values, among others. */
  holds?: Readonly<Record<string, unknown>>;
  /** All that the store's sessions hold, in any order. */
  store?: ReadonlyArray<Readonly<Record<string, unknown>>>;
  /** How many sessions of the store are signed in. */
  signedIn?: number;
}

/** A header by its name, in upper or lower case. If there are several, their values are joined by `, `. */
export interface ExpectedHeader {
  name: string;
  /** Only checked if the response is a page: HTML that is shown. */
  ofPages?: true;
  /** A regular expression, in upper or lower case: the header is there, and its value matches. */
  matches?: string;
  /** A regular expression: the header is not there, or its value does not match. */
  matchesNot?: string;
  /** What the header should say, in words: reports show this instead of the regular expressions. */
  inWords?: string;
}

/** All visits of some steps, in their order. */
export function visitsIn(steps: Flow['steps']): readonly Visit[] {
  return steps.flatMap((step) => {
    if ('together' in step) return step.together;
    return 'do' in step ? [step] : [];
  });
}

/** Who signs in if nobody was named. */
export const DEFAULT_USER = 'alice';

/** The account for `$user` and `$password`. */
export interface Credentials {
  user: string;
  password: string;
}

/** The flow with `$user` and `$password` filled in, everywhere except in titles. */
export function withCredentials(flow: Flow, { user, password }: Credentials): Flow {
  return filled(flow, toNames({ user, password }));
}
