import type { RuleId } from '../rules/rules.ts';
import type { KeyChange } from '../sessions/key-changes.ts';
import type { ChangeType, SessionJson } from './session.ts';
import type { Versioned } from './versioned.ts';

/**
 * What a run tells while it goes on, in order: one `start`, a `step` for each request, one `end`. These are the
 * lines of `--json` and what `simulate()` yields. No event holds a session id, a cookie's value or a password,
 * unless they were asked for.
 */
export type RunEvent = StartEvent | StepEvent | EndEvent;

export interface StartEvent extends Versioned {
  type: 'start';
  /** ISO 8601. */
  started: string;
  site: {
    kind: SiteKind;
    /** What a person calls it: "the built-in site", a folder, or an address. */
    name: string;
    /** Absent where nobody knows it. */
    mode?: string;
    /** The store's kind (`memory`, `file`, `redis`), or the class of its store; absent where nobody can see it. */
    store?: string;
    /** The addresses of its processes, `http://127.0.0.1:40123`. */
    urls: string[];
    /** How a visitor signs in and out; absent for sites that create made, and where no flow asks for it. */
    way?: { login?: WayPart; protected?: WayPart; logout?: WayPart };
    /** True where it is asked as a proxy would that speaks HTTPS, as its cookies are for HTTPS alone; absent otherwise. */
    behindProxy?: true;
    /** The package that keeps its sessions, where that is not express-session; absent otherwise. */
    sessionsBy?: string;
    /**
     * Where people sign in at another site, as "accounts.example (/login leads there)", if no sign-in was found on this
     * one; absent otherwise.
     */
    signInElsewhere?: string;
  };
  flows: string[];
  /** Of the flows that were asked for, those that cannot be run here; absent where none is left out. */
  leftOut?: Array<{ flow: string; why: string }>;
  pace: Pace[];
}

/** A part of the way in. */
export interface WayPart {
  /** As it is written after `--login` and its like. */
  is: string;
  /** How it was found: "a form with a password, linked from /". */
  how: string;
}

/** `built-in`: ours · `generated`: made by create · `other`: any app that we start · `running`: one that runs already. */
export type SiteKind = 'built-in' | 'generated' | 'other' | 'running';

/** When the visitor goes on: `patient`, when the answer and what it stores are complete; `quick`, at its headers, as browsers do. */
export type Pace = 'patient' | 'quick';

/** One request, its response, and what changed. */
export interface StepEvent extends Versioned {
  type: 'step';
  /** From 1 on, through the whole run. */
  number: number;
  flow: string;
  pace: Pace;
  /** What the step is for: "the sign-in". */
  title: string;
  /** Which visitor: `A`, `B`, …, or `thief`, who has a copy of a cookie and nothing else. */
  visitor: string;
  /** Which of the site's processes was asked, from 1 on. */
  instance: number;
  /** What came between this step and the one before: a restart of the site, a wait; absent where nothing did. */
  meanwhile?: string;
  /** Of a sign-in, what is known of it; absent of all other steps. */
  signIn?: SignInOutcome;
  /** True of a log-out; absent of all other steps. */
  logOut?: true;
  /** Milliseconds from the run's start to the request. */
  at: number;
  /** Milliseconds from the request to the end of the response. */
  took: number;
  request: {
    method: string;
    /** With its query. */
    path: string;
    /** Cookies are masked. */
    headers: Header[];
    /** The fields of the form that was sent, several of one name as a list; passwords are masked. Absent where none was. */
    form?: Record<string, string | string[]>;
    /** The JSON that was sent; passwords are masked. Absent where none was. */
    json?: unknown;
    cookies: SentCookie[];
  };
  /** Null where none came. */
  response: {
    status: number;
    /** Cookies are masked. */
    headers: Header[];
    /** The header as it came, and whether it leads to this site; absent where the answer has none. */
    location?: { to: string; onThisSite: boolean };
    /** The body, with secrets masked; of a long one, its beginning. */
    body: string;
    /** Bytes of the body that came. */
    size: number;
    /** How many of them `body` holds; absent where it holds all. */
    kept?: number;
  } | null;
  /** Why no response came, or not the whole of it; absent where it did. */
  error?: string;
  /** What the response did to the visitor's cookies. */
  cookies: CookieChange[];
  /** Null where nobody can see the store. */
  store: StoreView | null;
  /** Why it came so, from what was observed: a sentence each. */
  notes: string[];
  checks: Check[];
  /** What happens here, for who never saw a session: a sentence each. Absent unless it was asked for. */
  explanations?: Explanation[];
  /** The end of what the app printed meanwhile, without secrets; only where a check failed, and the app printed something. */
  printed?: string;
}

/**
 * `worked`: a page opened that strangers do not see · `refused` · `lost`: the app forgot it at once · `failed`: the app
 * failed, or there was nothing at its address · `untold`: nothing tells yet.
 */
export type SignInOutcome = 'worked' | 'refused' | 'lost' | 'failed' | 'untold';

/** What an explanation is about: the five things that a run can teach. */
export type Subject = 'id' | 'data' | 'next' | 'log-out' | 'restart';

/** One sentence on what was seen. */
export interface Explanation {
  /** What is explained: an id of the table in docs/simulate.md. */
  id: string;
  about: Subject;
  says: string;
  /** The same in a few words, as the summary has it; absent where it has nothing of it. */
  brief?: string;
}

export type Header = [name: string, value: string];

/** A cookie of the visitor's, and whether it went with the request. */
export interface SentCookie {
  name: string;
  /** What is shown for it: the session's alias, or a masked value. */
  value: string;
  /** The alias of the session that it stands for (`#2`); absent where it stands for none. */
  session?: string;
  sent: boolean;
  /** Why it was withheld; absent where it was sent. */
  why?: string;
}

export interface CookieChange {
  name: string;
  action: 'set' | 'changed' | 'repeated' | 'cleared' | 'refused';
  /** The session's alias (`#2`), or a masked value; empty where it was cleared. */
  value: string;
  /** The alias of the session that it stands for; absent where it stands for none, or was cleared. */
  session?: string;
  /** As they came, but for Expires: `HttpOnly`, `SameSite=Lax`, `Path=/`, `Expires in 2 h`. */
  attributes: string[];
  /** Why the browser refused it; absent otherwise. */
  why?: string;
  /** The name of the cookie that the browser forgot for it, as there were too many; absent otherwise. */
  forgotten?: string;
}

/** The store after a step, and how it came to that. */
export interface StoreView {
  changes: StoreChange[];
  /** What the app asked of its store, in order; absent where only the store itself can be seen. */
  operations?: StoreOperation[];
  /** All that the store holds now, in the order in which the run met it. */
  sessions: RunSession[];
}

export interface StoreChange {
  /** The alias of the session. */
  session: string;
  action: ChangeType;
  keys: KeyChange[];
}

export interface StoreOperation {
  name: string;
  /** The alias of the session; absent where the operation is about none, or all. */
  session?: string;
  /** Milliseconds. */
  took: number;
  /** Of a `get`: whether there was such a session. */
  found?: boolean;
  /** What the store answered instead; absent where it worked. */
  error?: string;
}

/** A session in the store, as `inspect` shows it, with the name that it keeps through a run. */
export interface RunSession extends SessionJson {
  /** An alias that stays the same through a run: `#1`. */
  session: string;
  /** Its cookie is for HTTPS alone; absent otherwise. */
  secure?: true;
}

/** One thing that a step must show. */
export interface Check {
  /** "the status", "the session’s id". */
  what: string;
  passed: boolean;
  expected: string;
  got: string;
  /**
   * An id of the table in docs/rules.md: on a failed check the rule that is broken, where there is one; on one that passed,
   * the rule that it tried, where the flow says so.
   */
  rule?: RuleId;
  /** The likeliest cause, and its fix; on a failed check only, where there is one. */
  cause?: string;
  fix?: string;
}

export interface EndEvent extends Versioned {
  type: 'end';
  passed: boolean;
  steps: number;
  checks: { passed: number; failed: number };
  /** Where `quick` and `patient` differ; absent unless both were run. */
  differences?: Difference[];
  /** The flows that were left out, as a sign-in was refused, or they turned out to be impossible; absent where none was. */
  leftOut?: Array<{ flow: string; why: string }>;
  /** What was seen of each subject, in a sentence. Absent unless explanations were asked for. */
  summary?: Explanation[];
  /** What the store holds at the end; null where nobody can see it. */
  sessions: RunSession[] | null;
  /** Milliseconds, with the site's start. */
  took: number;
}

/** A step that came out otherwise when the visitor did not wait. */
export interface Difference {
  flow: string;
  title: string;
  patient: string;
  quick: string;
}
