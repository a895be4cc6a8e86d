import type { Action } from '../../../flows/action.ts';
import type { Flow, FlowStep, Visit } from '../../../flows/flow.ts';
import { MASK } from '../../../masking/values.ts';
import { count } from '../../../quantities.ts';
import { type Doing, doingOf } from './action.ts';
import { expectedOf, isByChance, redirectTarget } from './expected.ts';
import type { Recorded, RecordedStep } from './recorded.ts';
import { isRefused, signsIn, userTypedIn, withoutPasswords } from './typed.ts';
import { type Clicker, Clickers } from './who.ts';

/** A flow, and notes about it. */
export interface SavedFlow {
  /** Undefined if nothing is left that a flow can do. */
  flow: Flow | undefined;
  notes: string[];
  /** Who signed in; undefined if nobody did. */
  user: string | undefined;
}

/** The state of a browser after a step. */
interface Standing {
  /** The step that opened the last page that the browser showed. */
  page?: Visit;
  /** Values from the queries of earlier addresses: pages copy them into hidden fields. */
  passedOn?: readonly string[];
  /** Where the last response redirects to. */
  leadsTo?: string;
}

/**
 * Makes a flow of what was clicked, which expects what was seen. Names stand for the account and for the hidden fields
 * of forms; it contains no session id and no secret.
 *
 * @param steps in the order in which they came
 */
export function recordedFlow(steps: readonly RecordedStep[], name: string): SavedFlow {
  const requests = withoutPasswords(steps.filter((step) => 'event' in step));
  const maker = new FlowMaker(requests);
  const byNumber = new Map(requests.map((request) => [request.number, request]));
  for (const step of steps) {
    const request = byNumber.get(step.number);
    if (request) maker.request(request);
    else if ('inMemory' in step) maker.restart(step.inMemory);
  }
  return maker.saved(name);
}

const MOST_PASSED_ON = 50;

class FlowMaker {
  readonly #steps: FlowStep[] = [];
  readonly #notes = new Set<string>();
  readonly #clickers = new Clickers();
  readonly #standing = new Map<Clicker, Standing>();
  /** Who is signed in with each session that the flow has made. */
  readonly #users = new Map<string, string | null>();
  /** Addresses with random parts: the step that redirected there, and their names. */
  readonly #places = new Map<string, { visit: Visit; name: string }>();
  readonly #user: string | undefined;
  #requests = 0;

  constructor(requests: readonly Recorded[]) {
    const first = requests.find(signsIn);
    const typed = first && userTypedIn(first)?.value;
    const signedIn = requests.find(({ before }) => before.user !== null)?.before.user;
    this.#user = typeof typed === 'string' && typed !== '' ? typed : (signedIn ?? undefined);
  }

  saved(name: string): SavedFlow {
    const isOne = this.#clickers.all.length === 1;
    const steps = this.#steps.map((step): FlowStep => {
      if (!isOne || !('do' in step)) return step;
      const { visitor: _, ...visit } = step;
      return visit;
    });
    const about = `what was clicked in session-app dev: ${count(this.#requests, 'request')}`;
    const flow: Flow = { name, about, steps };
    return {
      flow: this.#requests > 0 ? flow : undefined,
      notes: [...this.#notes],
      user: this.#user,
    };
  }

  restart(inMemory: boolean): void {
    if (this.#requests === 0) return;
    this.#steps.push({ restart: true });
    if (inMemory) this.#users.clear();
  }

  request(recorded: Recorded): void {
    const { event, sent } = recorded;
    const clicker = this.#clickers.of(recorded);
    if (event.status === null) {
      this.#leaveOut(recorded, clicker, 'nobody waited for its answer');
      return;
    }
    const standing = this.#standing.get(clicker) ?? {};
    this.#begin(clicker, recorded);
    const place = {
      passedOn: [...(standing.passedOn ?? []), ...valuesOf(sent.from ?? '')],
      user: this.#user,
      path: this.#pathOf(event.path),
    };
    const follows = standing.leadsTo === event.path && event.method === 'GET';
    const doing: Doing | undefined = follows
      ? { action: { follow: true }, captures: {}, notes: [] }
      : doingOf(recorded, place);
    if (!doing) {
      this.#leaveOut(recorded, clicker, 'a flow cannot send what it sent');
      return;
    }
    for (const note of doing.notes) this.#notes.add(note);
    if (Object.keys(doing.captures).length > 0) this.#capture(doing, clicker, recorded);
    const isOld = clicker.isOld;
    const before = this.#signedIn;
    this.#clickers.answered(clicker, recorded);
    this.#keepUsers(recorded);
    const signedIn = this.#signedIn;
    const visit: Visit = {
      title: titleOf(recorded, doing.action),
      visitor: clicker.name,
      do: doing.action,
      ...(isRefused(recorded) && { guess: true as const }),
      expect: [
        expectedOf(recorded, {
          isOld: isOld && clicker.isOld,
          user: this.#user,
          ...(signedIn !== before && { signedIn }),
        }),
      ],
    };
    this.#steps.push(visit);
    this.#requests += 1;
    this.#standing.set(clicker, this.#after(visit, recorded, standing));
  }

  /** A browser that was signed in before the first request signs in first, because the store of a run is empty. */
  #begin(clicker: Clicker, recorded: Recorded): void {
    if (this.#standing.has(clicker)) return;
    this.#standing.set(clicker, {});
    const { user } = recorded.before;
    const { session } = clicker;
    if (session === undefined || !clicker.isOld) return;
    if (user === null) {
      if (recorded.before.isStored)
        this.#notes.add(
          'The first request came with a session from before. The flow begins without one; where that matters, begin in a private window.',
        );
      return;
    }
    this.#notes.add(`${user} had signed in before the first request, so the flow signs in first.`);
    const visitor = clicker.name;
    this.#steps.push(
      { title: 'the sign-in form', visitor, do: { get: '$login' } },
      { title: 'the sign-in', visitor, do: { signIn: { user: '$user', password: '$password' } } },
    );
    clicker.isOld = false;
    this.#users.set(session, user);
  }

  /** Captures hidden values of forms in the step that showed the page. */
  #capture({ captures }: Doing, clicker: Clicker, { sent, event }: Recorded): void {
    const standing = this.#standing.get(clicker);
    let visit = standing?.page;
    if (!visit && sent.from !== undefined) {
      if (sent.from.includes(MASK)) {
        this.#notes.add(`${sent.from} has a secret in it: put another one in its place.`);
      }
      visit = { title: 'the page with the form', visitor: clicker.name, do: { get: sent.from } };
      this.#steps.push(visit);
    }
    if (visit) visit.capture = { ...visit.capture, ...captures };
    else
      this.#notes.add(
        `${event.method} ${event.path} sent a secret of a page that was not chosen: choose the request for that page as well.`,
      );
  }

  #after(visit: Visit, recorded: Recorded, before: Standing): Standing {
    const { event, sent } = recorded;
    const to = redirectTarget(recorded);
    if (to !== undefined && isByChance(to) && !to.includes('•')) {
      this.#places.set(to, { visit, name: `place${this.#places.size + 1}` });
    }
    const isShown = sent.isPage && (event.status ?? 500) < 300;
    // If a refused sign-in shows the form again, its page is used.
    const isForm = sent.isPage && (event.status ?? 500) >= 400 && isRefused(recorded);
    return {
      page: isShown || isForm ? visit : before.page,
      passedOn: [...(before.passedOn ?? []), ...valuesOf(event.path)].slice(-MOST_PASSED_ON),
      ...(to !== undefined && { leadsTo: to }),
    };
  }

  /**
   * The address as the flow writes it: a random one is captured in the step that redirected there, and the user is
   * `$user`.
   */
  #pathOf(path: string): string {
    const place = this.#places.get(path);
    if (place) {
      place.visit.capture = { ...place.visit.capture, [place.name]: { header: 'Location' } };
      return `$${place.name}`;
    }
    if (this.#user === undefined) return path;
    const user = encodeURIComponent(this.#user);
    return path.replace(/[^/?]+/g, (part) => (part === user ? '$user' : part));
  }

  #keepUsers({ event: { session }, destroyed }: Recorded): void {
    if (!session) return;
    const { before, after, user } = session;
    if (before !== undefined && before !== after && destroyed) this.#users.delete(before);
    if (after !== undefined) this.#users.set(after, user);
  }

  get #signedIn(): number {
    return [...this.#users.values()].filter((user) => user !== null).length;
  }

  /** What it did to its session counts anyway. */
  #leaveOut(recorded: Recorded, clicker: Clicker, why: string): void {
    const { method, path } = recorded.event;
    this.#notes.add(`${method} ${path} is left out: ${why}.`);
    this.#clickers.answered(clicker, recorded);
    this.#keepUsers(recorded);
  }
}

function titleOf(recorded: Recorded, action: Action): string {
  if (isRefused(recorded)) return 'a sign-in that is refused';
  if (signsIn(recorded)) return 'the sign-in';
  if ('signOut' in action) return 'the log-out';
  const { method, path } = recorded.event;
  return 'follow' in action ? `${path}, where that leads` : `${method} ${path}`;
}

function valuesOf(path: string): string[] {
  return [...new URLSearchParams(path.split('?', 2)[1] ?? '').values()];
}
