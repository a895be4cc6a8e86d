import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Request } from 'express';
import { addressKey } from '../http/address-key.ts';
import { maskedId, sessionKey } from '../sessions/session-id.ts';

// What matters for security, such as a refused sign-in, becomes an event. Each event is published on a channel, and
// written to the log: as a line of JSON in production, and as a readable line in development. The README shows how to
// send events somewhere else. None of them contains a session id, a cookie or a password.

/** The events, with the words for a reader. */
const WORDS = {
  'sign-in': 'signed in',
  'sign-in-refused': 'sign-in refused',
  'limit-reached': 'sign-in not tried, because too many have failed',
  'log-out': 'logged out',
  'session-ended': 'session ended',
  'password-changed': 'password changed',
  'account-added': 'account added',
  'account-removed': 'account removed',
};

/** These come from anyone, as often as they like. So they are counted, not repeated. */
const REFUSALS = new Set<EventName>(['sign-in-refused', 'limit-reached']);

type EventName = keyof typeof WORDS;

export interface SecurityEvent {
  /** In UTC. */
  time: string;
  event: EventName;
  outcome: 'success' | 'failure';
  /** The user. Left out if no account has this name: it may be a password, typed into the wrong field. */
  name?: string | undefined;
  /** See `address-key.ts`. */
  address?: string | undefined;
  /** The start of the session's hash, never its id. */
  session?: string | undefined;
  /** Who ended the session, or changed the accounts. */
  by?: string | undefined;
  /** How often the same happened since the last event of this kind. */
  times?: number;
  /** How many users that concerns, if there were too many to name them all. */
  users?: number;
}

export const CHANNEL_NAME = 'site:security';
const events = channel(CHANNEL_NAME);

/** Refusals are counted for this long before they are published again. */
const COUNT_MS = 60_000;
/** When there are more different refusals in that time, the others are counted together. */
const MAX_COUNTS = 100;
const counts = new Map<string, Count>();

interface Count {
  details: Details;
  times: number;
  /** The users that this counts without naming them. Only names of accounts get here, so they are not endless. */
  unnamed: Set<string>;
}

type Details = Omit<SecurityEvent, 'time' | 'outcome' | 'times' | 'users'>;

/** Publishes an event. A refusal like one in the last minute is only counted. */
export function report(details: Details): void {
  if (REFUSALS.has(details.event)) reportRefusal(details);
  else publish(details);
}

/** What an event says of the visitor who makes a request. */
export function visitorOf(req: Request): Pick<SecurityEvent, 'name' | 'address' | 'session'> {
  const { user_name: name } = req.session;
  const session = name ? maskedId(sessionKey(req.sessionID)) : undefined;
  return { name, address: addressKey(req.ip), session };
}

/** Writes every event to the log, until the returned function is called. */
export function logSecurityEvents(production: boolean): () => void {
  const log = (event: unknown) => {
    console.log(production ? JSON.stringify(event) : inWords(event as SecurityEvent));
  };
  subscribe(CHANNEL_NAME, log);
  process.on('exit', publishCounts);
  return () => {
    unsubscribe(CHANNEL_NAME, log);
    process.off('exit', publishCounts);
  };
}

function publish(details: Details, { times = 0, users = 0 } = {}): void {
  const outcome = REFUSALS.has(details.event) ? 'failure' : 'success';
  const time = new Date().toISOString();
  events.publish({ time, ...details, outcome, ...(times && { times }), ...(users && { users }) });
}

function reportRefusal(details: Details): void {
  const isNamed = counts.has(keyOf(details)) || counts.size < MAX_COUNTS;
  const counted = isNamed ? details : { event: details.event };
  const known = counts.get(keyOf(counted));
  if (known) known.times += 1;
  const { unnamed } = known ?? startCount(counted);
  if (!isNamed && details.name !== undefined) unnamed.add(details.name);
}

/** The first refusal of its kind is published at once, so it is not counted. */
function startCount(details: Details): Count {
  if (counts.size === 0) setTimeout(publishCounts, COUNT_MS).unref();
  const count = { details, times: 0, unnamed: new Set<string>() };
  counts.set(keyOf(details), count);
  publish(details);
  return count;
}

/** Refusals with the same key are counted together. */
function keyOf({ event, name, address }: Details): string {
  return JSON.stringify([event, name, address]);
}

function publishCounts(): void {
  for (const { details, times, unnamed } of counts.values()) {
    if (times > 0 || unnamed.size > 0) publish(details, { times, users: unnamed.size });
  }
  counts.clear();
}

/** Such as `2026-01-31 09:30:00 UTC: signed in: alice, from 127.0.0.1, session 3f9a1c77`. */
function inWords({ time, event, name, address, session, by, times, users }: SecurityEvent): string {
  const details = [
    name,
    address && `from ${address}`,
    session && `session ${session}`,
    by && `by ${by}`,
    times && `${times} more`,
    users && `for ${users} other ${users === 1 ? 'user' : 'users'}`,
  ];
  const moment = time.replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
  return `${moment}: ${WORDS[event]}: ${details.filter(Boolean).join(', ')}`;
}
