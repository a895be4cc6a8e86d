import type { StoreMode } from '../probe/messages.ts';
import type { RuleId } from '../rules/rules.ts';
import { filled, toNames } from './names.ts';

/** A visitor's way through a site: what is done, step by step, and what each step must show. */
export interface Flow {
  name: string;
  /** What it shows, in one sentence. */
  about: string;
  /** Settings of a generated site with which it is run; only our own sites understand them. */
  settings?: Readonly<Record<string, string>>;
  /** How many processes of the site share the store; 1 unless given. */
  instances?: number;
  /** What an app must have for it; an account page is one as our own sites have it. */
  needs?: readonly Need[];
  steps: readonly FlowStep[];
}

/**
 * `password`: who signs in has one · `own-account`: who signs in was made for this run alone · `no-database`: we start the app, and nothing shows that it keeps what it counts for
 * longer than it runs
 */
export type Need =
  | 'sign-in'
  | 'protected-page'
  | 'account-page'
  | 'own-account'
  | 'password'
  | 'no-database';

export type FlowStep =
  | Visit
  /** Steps that are under way at the same time. */
  | { together: readonly Visit[] }
  /** All processes of the site end, and start anew. */
  | { restart: true }
  /** Seconds. */
  | { wait: number }
  /** The clock of the app goes ahead by so many seconds, and that of its visitors does not. */
  | { clock: number }
  | StoreStep
  /** The account of who signs in is taken out of the users file of a site of ours, or put back as it was. */
  | { account: 'gone' | 'back' };

/** How the session store answers the app from now on, until the flow ends. */
interface StoreStep {
  store: StoreMode;
  /** So many seconds later it works again. */
  seconds?: number;
}

/** One request of a visitor's. */
export interface Visit {
  title: string;
  /** Where one of these does not hold, the step is left out. */
  only?: readonly Condition[];
  /** Each visitor has a cookie jar; `A` unless given. */
  visitor?: string;
  /** Which process is asked, from 1 on; 1 unless given. */
  instance?: number;
  do: Action;
  /** The visitor's own address on this machine: `127.0.0.2`. Where the system has no such address, no answer comes. */
  from?: string;
  /**
   * The visitor is on a page of another site, which has their browser send this: what the visitor of this name would
   * send, from the page that they see, with whatever token is in it. The cookies are those that browsers send then. Left
   * out where browsers would ask the site first (PUT, PATCH, DELETE). No headers of a flow's own go along.
   */
  trickedBy?: string;
  /**
   * What the other site's page does it with: a `link` to the address alone, a `form` for what is no JSON, a form that
   * sends JSON as plain `text`, or one whose `fields` are the JSON's. Left out where that cannot be; by default, what is
   * like the request.
   */
  trickWith?: Trick;
  /** A sign-in that may be refused: nothing else is concluded from that. */
  guess?: true;
  /** Goes with the cookies that the visitor had after the step of this title, and keeps none: a thief. */
  cookiesAfter?: string;
  /** The session's cookie is replaced by one that the visitor made up, with an id of their own. */
  inventsId?: boolean;
  /** Half of what is sent waits until the other steps of the same `together` are done. */
  slowly?: boolean;
  /** Left out where the visitor's last response does not redirect. */
  ifRedirected?: true;
  /** Left out where it does not redirect, or to the sign-in form. */
  ifLedOn?: true;
  /** How often it is done at the same time, in a `together`; 1 unless given. */
  times?: number;
  /** Values of the response that later steps call by name: `$name`. */
  capture?: Readonly<Record<string, Capture>>;
  expect?: readonly Expectation[];
}

export type Trick = 'link' | 'form' | 'text' | 'fields';

/** In texts, `$user` and `$password` stand for who signs in, `$protected` and `$login` for paths, other names for what was captured. */
export type Action =
  | RequestAction
  /** Goes where the last response of this visitor redirected to. */
  | { follow: true; headers?: Readonly<Record<string, string>> }
  /** Fills in the form that asks for a password on the visitor's last page; the password is empty unless given. */
  | { signIn: { user: string; password?: string } }
  /** Uses the log-out form or link of the visitor's last page, else /logout. */
  | { signOut: true };

/** A request to a path: a page that is opened, a form that is sent, or what a script sends. */
export type RequestAction =
  | { get: string; headers?: Readonly<Record<string, string>> }
  | ({ post: string } & Sent)
  | ({ put: string } & Sent)
  | ({ patch: string } & Sent)
  | ({ delete: string } & Sent);

interface Sent {
  /** The fields of a form. */
  form?: Readonly<Record<string, string>>;
  /** Any value, sent as JSON by a script. */
  json?: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** Where a value is found in a response: a header, a place in its JSON (`user.ids[0]`), or a field of a form. */
export type Capture = { header: string } | { json: string } | { field: string };

/** Conditions under which an expectation counts. */
export type Condition =
  | 'built-in'
  /** Made by create. */
  | 'ours'
  /** Made by anybody else. */
  | 'foreign'
  /** The store is outside of the app's process, or several processes were asked for. */
  | 'shared'
  /** There is a page that strangers do not see. */
  | 'protected-page'
  /** One signs in by a form, and the protected page leads to it at once. */
  | 'form-led-to'
  /** One signs in by a form that the protected page does not lead to. */
  | 'form-apart'
  /** It is asked over HTTPS, or as a proxy would that speaks HTTPS. */
  | 'https'
  | 'authenticated'
  | 'anonymous'
  | 'memory'
  | 'file'
  | 'redis';

/** What a step must show. Each entry is one check; those for the store are left out where nobody can see it. */
export interface Expectation {
  /** All of them must hold, or this is not expected. */
  only?: readonly Condition[];
  /** The rule that is broken where this does not come out, and has held where it does. */
  rule?: RuleId;
  status?: number | readonly number[];
  /** The app does not fail: the status is below 500. */
  works?: true;
  /** The response redirects to this path of this site, with its query. */
  goesTo?: string;
  /** The response redirects somewhere on this site. */
  staysOnSite?: true;
  /** Whether the visitor is sent to sign in, or refused. */
  asksToSignIn?: boolean;
  /** Whether the visitor is shown the page. Neither holds nor fails where the app fails, or there is no such page. */
  letIn?: boolean;
  /** No script of this other origin may read the page with the visitor's cookies. Counts where the page is shown. */
  closedTo?: string;
  /** The cookies of sessions that come have names with `__Host-`. Counts over HTTPS, for cookies of one host. */
  hostPrefix?: true;
  /** The session's id is in none of the address, the headers and the page. Counts where the app's store can be seen. */
  tokenHidden?: true;
  /** What is typed into the page's fields for passwords does not show. Counts where it has any. */
  masksPasswords?: true;
  /** The visitor is not signed in by this, and may try again. */
  refusesSignIn?: true;
  /** The page has a form that asks for a password. */
  signInForm?: true;
  /** The page is not shown: the visitor is led elsewhere or refused, or the app says that it fails. */
  staysClosed?: true;
  /** The response tells nothing of where in its code the app failed. */
  noStackTrace?: true;
  /** What the app has printed so far holds no id of a session that counts, and no password that was typed. */
  printsNoSecret?: true;
  /** The page shows how to log out. Counts only where it is a page that needs no script for that. */
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
   * `same`: it stays · `fresh`: it is new, and the one before, if any, is destroyed · `renewed`: as `fresh`, where
   * anything tells that the sign-in was accepted · `ends`: it is destroyed, and the browser forgets its cookie ·
   * `unknown`: the one that was sent opens nothing · `filled`: there is none, or it holds something
   */
  session?: 'none' | 'begins' | 'same' | 'fresh' | 'renewed' | 'ends' | 'unknown' | 'filled';
  /** The visitor's session holds these values, among others. */
  holds?: Readonly<Record<string, unknown>>;
  /** All that the store's sessions hold, in any order. */
  store?: ReadonlyArray<Readonly<Record<string, unknown>>>;
  /** How many sessions of the store are signed in. */
  signedIn?: number;
}

/** A header by its name, in any case. Of several, the values are joined by `, `. */
export interface ExpectedHeader {
  name: string;
  /** Counts only where the response is a page: HTML that is shown. */
  ofPages?: true;
  /** A regular expression: the header is there, and its value matches, in any case of letters. */
  matches?: string;
  /** A regular expression: the header is not there, or its value does not match. */
  matchesNot?: string;
  /** What it should say, for people: told in the place of the regular expressions. */
  inWords?: string;
}

/** Who signs in, where a flow says `$user` and `$password`. */
export interface Credentials {
  user: string;
  password: string;
}

/** The flow of these credentials: `$user` and `$password` are filled in, everywhere but in what steps are called. */
export function withCredentials(flow: Flow, { user, password }: Credentials): Flow {
  return filled(flow, toNames({ user, password }));
}
