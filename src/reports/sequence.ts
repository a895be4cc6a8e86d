import type { StartEvent, StepEvent } from '../events/run.ts';
import { capitalized } from '../sentence.ts';
import {
  cookieChange,
  noResponse,
  requestLine,
  responseLine,
  sentCookie,
  storeChange,
  storeOperation,
} from './phrases.ts';

/** A participant of a run. */
export interface Participant {
  /** A short name, the same in the whole drawing: `visitor1`, `app2`, `store`. */
  id: string;
  kind: 'visitor' | 'app' | 'store';
  name: string;
}

export interface Participants {
  visitors: Map<string, Participant>;
  apps: Participant[];
  store: Participant;
}

/**
 * One line of a sequence diagram. `silence` is a response that never came; `operation` is what the app asked of its
 * store, and `change` is the result, if only that is known.
 */
export interface Message {
  kind: 'request' | 'response' | 'silence' | 'operation' | 'change';
  from: Participant;
  to: Participant;
  text: string;
  cookies: CookieNote[];
  failed: boolean;
}

/** What happens to a cookie. */
interface CookieNote {
  text: string;
  /** True if the browser refuses or withholds it. */
  stopped: boolean;
}

/** The participants of these steps: their visitors, all processes of the site, its store. */
export function participantsOf(
  { urls }: Pick<StartEvent['site'], 'urls'>,
  steps: readonly StepEvent[],
): Participants {
  const visitors = [...new Set(steps.map(({ visitor }) => visitor))].sort();
  const instances = Math.max(1, urls.length, ...steps.map(({ instance }) => instance));
  return {
    visitors: new Map(
      visitors.map((name, index) => [
        name,
        {
          id: `visitor${index + 1}`,
          kind: 'visitor',
          name: visitors.length === 1 ? 'Browser' : browserOf(name),
        },
      ]),
    ),
    apps: Array.from({ length: instances }, (_, index) => ({
      id: `app${index + 1}`,
      kind: 'app',
      name: instances === 1 ? 'App' : `App ${index + 1}`,
    })),
    store: { id: 'store', kind: 'store', name: 'Store' },
  };
}

/** All of them, from left to right. */
export function lanesOf({ visitors, apps, store }: Participants): Participant[] {
  return [...visitors.values(), ...apps, store];
}

/**
 * The messages between them in one step, in order.
 *
 * @throws Error if the step's visitor or process is not a participant
 */
export function messagesOf(step: StepEvent, { visitors, apps, store }: Participants): Message[] {
  const visitor = visitors.get(step.visitor);
  const app = apps[step.instance - 1];
  if (!visitor || !app) throw new Error(`Nobody knows who takes part in step ${step.number}.`);
  return [
    {
      kind: 'request',
      from: visitor,
      to: app,
      text: requestLine(step),
      cookies: step.request.cookies.map((cookie) => ({
        text: sentCookie(cookie),
        stopped: !cookie.sent,
      })),
      failed: false,
    },
    ...storeMessages(step, app, store),
    {
      kind: step.response ? 'response' : 'silence',
      from: app,
      to: visitor,
      text: step.response ? responseLine(step) : noResponse(step),
      cookies: step.cookies.map((cookie) => ({
        text: cookieChange(cookie),
        stopped: cookie.action === 'refused',
      })),
      failed: !step.response,
    },
  ];
}

function storeMessages(step: StepEvent, app: Participant, store: Participant): Message[] {
  if (!step.store) return [];
  const { operations, changes } = step.store;
  if (operations) {
    return operations.map((operation) => ({
      kind: 'operation',
      from: app,
      to: store,
      text: storeOperation(operation),
      cookies: [],
      failed: operation.error !== undefined,
    }));
  }
  return changes.map((change) => ({
    kind: 'change',
    // The store itself removes expired sessions.
    from: change.action === 'expired' ? store : app,
    to: store,
    text: storeChange(change),
    cookies: [],
    failed: false,
  }));
}

/** `Browser A`; if the visitor has a longer name, that name. */
function browserOf(visitor: string): string {
  return visitor.length === 1 ? `Browser ${visitor}` : capitalized(visitor);
}
