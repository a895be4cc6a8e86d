import type {
  Check,
  CookieChange,
  EndEvent,
  RunEvent,
  SentCookie,
  StartEvent,
  StepEvent,
} from '../../src/events/run.ts';
import type { RunSession, StoreChange, StoreView } from '../../src/events/store.ts';
import { EVENT_VERSION } from '../../src/events/versioned.ts';
import type { KeyChange } from '../../src/sessions/key-changes.ts';

const STARTED = '2026-03-01T10:00:00.000Z';

/** What a test may say of a step; all else is a request for the home page that went well. */
export type StepPart = Partial<Omit<StepEvent, 'request' | 'response'>> & {
  request?: Partial<StepEvent['request']>;
  response?: Partial<NonNullable<StepEvent['response']>> | null;
};

/** What a test may say of a run; its end follows from its steps. */
interface RunPart {
  site?: Partial<StartEvent['site']>;
  flows?: string[];
  pace?: StartEvent['pace'];
  steps?: StepPart[];
  /** Null for a run that was stopped. */
  end?: Partial<EndEvent> | null;
}

/** The events of a run, its steps numbered and one after another. */
export function aRun({
  site,
  flows = ['login'],
  pace,
  steps: parts = [{}],
  end,
}: RunPart = {}): RunEvent[] {
  let at = 180;
  const steps = parts.map((part, index) => {
    const step = aStep({ number: index + 1, at, ...part });
    at += step.took + 2;
    return step;
  });
  const follows = new Set(steps.map((step) => step.pace));
  const start: StartEvent = {
    v: EVENT_VERSION,
    type: 'start',
    started: STARTED,
    site: {
      kind: 'built-in',
      name: 'the built-in site',
      mode: 'authenticated',
      store: 'memory',
      urls: ['http://127.0.0.1:40123'],
      ...site,
    },
    flows,
    pace: pace ?? (follows.size > 0 ? [...follows] : ['patient']),
  };
  return end === null ? [start, ...steps] : [start, ...steps, { ...endAfter(steps, at), ...end }];
}

function endAfter(steps: StepEvent[], took: number): EndEvent {
  const checks = steps.flatMap((step) => step.checks);
  const failed = checks.filter((check) => !check.passed).length;
  return {
    v: EVENT_VERSION,
    type: 'end',
    passed: failed === 0 && steps.every((step) => step.response),
    steps: steps.length,
    checks: { passed: checks.length - failed, failed },
    sessions: steps.at(-1)?.store?.sessions ?? null,
    took,
  };
}

/** A step; what a test does not say of it is a request for the home page that went well. */
export function aStep({ request, response, ...rest }: StepPart): StepEvent {
  const body = response?.body ?? '<!doctype html>\n<title>Web App</title>\n';
  return {
    v: EVENT_VERSION,
    type: 'step',
    number: 1,
    flow: 'login',
    pace: 'patient',
    title: 'the home page',
    visitor: 'A',
    instance: 1,
    at: 180,
    took: 12,
    request: {
      method: 'GET',
      path: '/home',
      headers: [['Accept', 'text/html']],
      cookies: [],
      ...request,
    },
    response:
      response === null
        ? null
        : {
            status: 200,
            headers: [['Content-Type', 'text/html; charset=utf-8']],
            body,
            size: Buffer.byteLength(body),
            ...response,
          },
    cookies: [],
    store: aStore(),
    notes: [],
    checks: [aCheck('the status', String(response?.status ?? 200))],
    ...rest,
  };
}

/** A check that held: it got what it expected. */
export function aCheck(what: string, got: string): Check {
  return { what, passed: true, expected: got, got };
}

export function aFailedCheck(
  what: string,
  expected: string,
  got: string,
  advice: Pick<Check, 'cause' | 'fix'> = {},
): Check {
  return { what, passed: false, expected, got, ...advice };
}

/** A store that holds nothing and of which nothing was asked. */
export function aStore(part: Partial<StoreView> = {}): StoreView {
  return { changes: [], sessions: [], ...part };
}

/** Session `#1`, of alice. */
export function aSession(part: Partial<RunSession> = {}): RunSession {
  return {
    session: '#1',
    v: 1,
    id: '3c6e0b8a',
    state: 'live',
    user: 'alice',
    data: { user: 'alice' },
    created: null,
    used: null,
    expires: '2026-03-01T12:00:00.000Z',
    size: 148,
    ...part,
  };
}

export function aChange(
  session: string,
  action: StoreChange['action'],
  keys: KeyChange[] = [],
): StoreChange {
  return { session, action, keys };
}

/** The cookie `session`, with an alias for its value. */
export function aSentCookie(value: string, withheld?: string): SentCookie {
  return withheld === undefined
    ? { name: 'session', value, sent: true }
    : { name: 'session', value, sent: false, why: withheld };
}

export function aCookieChange(
  action: CookieChange['action'],
  value: string,
  part: Partial<CookieChange> = {},
): CookieChange {
  return {
    name: 'session',
    action,
    value,
    attributes: ['Path=/', 'HttpOnly', 'SameSite=Lax', 'Expires in 2 h'],
    ...part,
  };
}
