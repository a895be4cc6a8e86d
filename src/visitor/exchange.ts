import type { Capture, Visit } from '../flows/flow.ts';
import type { Told } from '../masking/told.ts';
import type { JarCookie, Kept } from './cookies/jar.ts';
import type { Asked } from './headers.ts';
import type { Body } from './http/body.ts';
import type { Request, Response } from './http/http.ts';
import type { Page } from './page.ts';

/** A request of a visitor and, as far as it came, its response. */
export interface Exchange {
  visit: Visit;
  visitor: string;
  instance: number;
  request: Request;
  /** What was asked of the browser. */
  asked: Asked;
  /** All cookies that the visitor had; if one was withheld, with the reason. */
  sent: Array<{ cookie: JarCookie; why?: Told }>;
  /** What the browser did with each cookie of the response. */
  kept: Kept[];
  /** The signed cookies that the visitor had before and after: each may stand for a session. */
  signed: { before: SignedCookie[]; after: SignedCookie[] };
  /** Session ids from the visitor's cookie, before and after. */
  session: { before?: string; after?: string };
  /** Absent if there was none. */
  response?: Response;
  /** Absent until the response has ended. */
  body?: Body;
  /** Absent until the response has ended, and if it is incomplete. */
  page?: Page;
  /** What the flow wanted to capture, but was not there; absent until the response has ended. */
  missed?: Capture[];
  /** Whether it redirects as it did before, with nothing but redirects followed since. */
  goesRound?: boolean;
  /** Why there is no response, or only a part of it. */
  error?: Told;
  /** Milliseconds since 1970. */
  sentAt: number;
  /** When the response's headers arrived, in milliseconds since 1970; 0 if none came. */
  answeredAt: number;
  /** Milliseconds from the request to the end of the response; 0 until then. */
  took: number;
}

/** A cookie that is signed as express-session signs. */
export interface SignedCookie {
  name: string;
  /** The session id, if it stands for a session. */
  id: string;
  /** The whole value, as it came. */
  value: string;
}
