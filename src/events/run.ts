import type { RuleId } from '../rules/rules.ts';
import type { RunSession, StoreView } from './store.ts';
import type { Versioned } from './versioned.ts';

/**
 * The events of a run, in order: one `start`, a `step` for each request, and one `end`. `--json` prints one per line,
 * and `simulate()` yields them. No event contains a session id, a cookie's value or a password, unless requested.
 */
export type RunEvent = StartEvent | StepEvent | EndEvent;

export interface StartEvent extends Versioned {
  type: 'start';
  /** ISO 8601. */
  started: string;
  site: {
    kind: SiteKind;
    /** Its name for people: "the built-in site", a folder, or an address. */
    name: string;
    /** Absent if it is unknown. */
    mode?: string;
    /** The kind of its store (`memory`, `file`, `redis`), or the store's class; absent if it cannot be observed. */
    store?: string;
    /** The addresses of its processes, such as `http://127.0.0.1:40123`. */
    urls: string[];
    /** How a visitor signs in and out; absent for generated sites, and if no flow needs it. */
    way?: { login?: WayPart; protected?: WayPart; logout?: WayPart; newPassword?: WayPart };
    /** True if requests are sent as by an HTTPS proxy, because its cookies are only for HTTPS; absent otherwise. */
    behindProxy?: true;
    /** The package that manages its sessions, if it is not express-session; absent otherwise. */
    sessionsBy?: string;
    /**
     * Where people sign in at another site, as "accounts.example (/login leads there)", if no sign-in was found on this
     * one; absent otherwise.
     */
    signInElsewhere?: string;
    /** The page on which strangers make an account, as "/register"; absent if none was seen. */
    signUp?: string;
  };
  flows: string[];
  /** The requested flows that cannot run here; absent if all can. */
  leftOut?: Array<{ flow: string; why: string }>;
  pace: Pace[];
}

/** A part of the way in. */
export interface WayPart {
  /** In the form for `--login` and the like. */
  is: string;
  /** How it was found: "a form with a password, linked from /". */
  how: string;
}

/**
 * `built-in`: ours · `generated`: made by create · `other`: any app that we start · `running`: an app that already
 * runs.
 */
export type SiteKind = 'built-in' | 'generated' | 'other' | 'running';

/**
 * When the visitor continues: `patient`: when the answer is complete and saved; `quick`: at its headers, like a
 * browser.
 */
export type Pace = 'patient' | 'quick';

/** One request, its response, and what changed. */
export interface StepEvent extends Versioned {
  type: 'step';
  /** Counted from 1, through the whole run. */
  number: number;
  flow: string;
  pace: Pace;
  /** The purpose of the step: "the sign-in". */
  title: string;
  /** `A`, `B`, …, or `thief`, who has nothing but a copy of a cookie. */
  visitor: string;
  /** The process that got the request, counted from 1. */
  instance: number;
  /** What happened before this step, such as a restart of the site or a wait; absent if nothing did. */
  meanwhile?: string;
  /** The outcome of a sign-in; absent for other steps. */
  signIn?: SignInOutcome;
  /** True for a log-out; absent for other steps. */
  logOut?: true;
  /** Milliseconds from the start of the run to the request. */
  at: number;
  /** Milliseconds from the request to the end of the response. */
  took: number;
  request: {
    method: string;
    /** With the query. */
    path: string;
    /** Cookies are masked. */
    headers: Header[];
    /**
     * The fields of the sent form, as a list if several have one name; passwords are masked. Absent if no form was
     * sent.
     */
    form?: Record<string, string | string[]>;
    /** The sent JSON; passwords are masked. Absent if none was sent. */
    json?: unknown;
    cookies: SentCookie[];
  };
  /** Null if no response came. */
  response: {
    status: number;
    /** Cookies are masked. */
    headers: Header[];
    /** The `Location` header, and whether it leads to this site; absent if the response has none. */
    location?: { to: string; onThisSite: boolean };
    /** The body, with secrets masked; only the beginning if it is long. */
    body: string;
    /** The bytes of the body that were received. */
    size: number;
    /** How many of them are in `body`; absent if all are. */
    kept?: number;
  } | null;
  /** Why no complete response came; absent if one did. */
  error?: string;
  /** How the response changed the visitor's cookies. */
  cookies: CookieChange[];
  /** Null if the store cannot be observed. */
  store: StoreView | null;
  /** The observed reasons for the result, one sentence each. */
  notes: string[];
  checks: Check[];
  /** What happens here, for a reader who does not know sessions yet: one sentence each. Absent unless requested. */
  explanations?: Explanation[];
  /** The last output of the app during the step, without secrets; only if a check failed and there was output. */
  printed?: string;
}

/**
 * `worked`: a page opened that is not shown without a sign-in · `refused` · `lost`: the app did not remember it ·
 * `failed`: the app failed, or the address does not exist · `untold`: not known yet.
 */
export type SignInOutcome = 'worked' | 'refused' | 'lost' | 'failed' | 'untold';

/** The subject of an explanation. */
export type Subject = 'id' | 'data' | 'next' | 'log-out' | 'restart';

export interface Explanation {
  /** An id of the table in docs/simulate.md. */
  id: string;
  about: Subject;
  says: string;
  /** The same in a few words, for the summary; absent if the summary leaves it out. */
  brief?: string;
}

export type Header = [name: string, value: string];

/** A cookie of the visitor, and whether it was sent with the request. */
export interface SentCookie {
  name: string;
  /** The alias of its session, or a masked value. */
  value: string;
  /** The alias of its session (`#2`); absent if it is not a session cookie. */
  session?: string;
  sent: boolean;
  /** Why it was not sent; absent if it was. */
  why?: string;
}

export interface CookieChange {
  name: string;
  action: 'set' | 'changed' | 'repeated' | 'cleared' | 'refused';
  /** The alias of its session (`#2`), or a masked value; empty if it was cleared. */
  value: string;
  /** The alias of its session; absent if it is not a session cookie, or was cleared. */
  session?: string;
  /** As received, except Expires: `HttpOnly`, `SameSite=Lax`, `Path=/`, `Expires in 2 h`. */
  attributes: string[];
  /** Why the browser refused it; absent otherwise. */
  why?: string;
  /** The name of another cookie that the browser dropped for this one, as it had too many; absent otherwise. */
  forgotten?: string;
}

/** One expectation of a step, and the result. */
export interface Check {
  /** "the status", "the session’s id". */
  what: string;
  passed: boolean;
  expected: string;
  got: string;
  /**
   * An id of the table in docs/rules.md: for a failed check, the broken rule, if there is one; for a passed check, the
   * rule that it tests, if the flow names it.
   */
  rule?: RuleId;
  /** The most likely cause, and its fix; only for a failed check, if they are known. */
  cause?: string;
  fix?: string;
}

export interface EndEvent extends Versioned {
  type: 'end';
  passed: boolean;
  steps: number;
  checks: { passed: number; failed: number };
  /** Where `quick` and `patient` differ; absent unless both ran. */
  differences?: Difference[];
  /** Flows that could not run after all, for example because a sign-in was refused; absent if there are none. */
  leftOut?: Array<{ flow: string; why: string }>;
  /** What happened for each subject, in one sentence. Absent unless explanations were requested. */
  summary?: Explanation[];
  /** The sessions in the store at the end; null if it cannot be observed. */
  sessions: RunSession[] | null;
  /** Milliseconds, including the start of the site. */
  took: number;
}

/** A step that went differently when the visitor did not wait. */
export interface Difference {
  flow: string;
  title: string;
  patient: string;
  quick: string;
}
