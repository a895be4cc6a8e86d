import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { addressKey } from '../http/address-key.js';
import { maskedId, sessionKey } from '../sessions/session-id.js';

/** @import { Request } from 'express' */

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

/**
 * These come from anyone, as often as they like. So they are counted, not repeated.
 *
 * @type {Set<EventName>}
 */
const REFUSALS = new Set(['sign-in-refused', 'limit-reached']);

/** @typedef {keyof typeof WORDS} EventName */

/**
 * @typedef {object} SecurityEvent
 * @property {string} time In UTC.
 * @property {EventName} event
 * @property {'success' | 'failure'} outcome
 * @property {string | undefined} [name]
 *   The user. Left out if no account has this name: it may be a password, typed into the wrong field.
 * @property {string | undefined} [address] See `address-key.js`.
 * @property {string | undefined} [session] The start of the session's hash, never its id.
 * @property {string | undefined} [by] Who ended the session, or changed the accounts.
 * @property {number} [times] How often the same happened since the last event of this kind.
 */

export const CHANNEL_NAME = 'site:security';
const events = channel(CHANNEL_NAME);

/** Refusals are counted for this long before they are published again. */
const COUNT_MS = 60_000;
/** When there are more different refusals in that time, the others are counted together. */
const MAX_COUNTS = 100;
const counts = new Map();

/** @typedef {Omit<SecurityEvent, 'time' | 'outcome' | 'times'>} Details */

/**
 * Publishes an event. A refusal like one in the last minute is only counted.
 *
 * @param {Details} details
 */
export function report(details) {
  if (REFUSALS.has(details.event)) reportRefusal(details);
  else publish(details);
}

/**
 * What an event says of the visitor who makes a request.
 *
 * @param {Request} req
 * @returns {Pick<SecurityEvent, 'name' | 'address' | 'session'>}
 */
export function visitorOf(req) {
  const { user_name: name } = req.session;
  const session = name ? maskedId(sessionKey(req.sessionID)) : undefined;
  return { name, address: addressKey(req.ip), session };
}

/**
 * Writes every event to the log, until the returned function is called.
 *
 * @param {boolean} production
 * @returns {() => void}
 */
export function logSecurityEvents(production) {
  const log = (message) => {
    const event = message;
    console.log(production ? JSON.stringify(event) : inWords(event));
  };
  subscribe(CHANNEL_NAME, log);
  process.on('exit', publishCounts);
  return () => {
    unsubscribe(CHANNEL_NAME, log);
    process.off('exit', publishCounts);
  };
}

function publish(details, times) {
  const outcome = REFUSALS.has(details.event) ? 'failure' : 'success';
  const time = new Date().toISOString();
  events.publish({ time, ...details, outcome, ...(times && { times }) });
}

function reportRefusal(details) {
  const isKnown = counts.has(keyOf(details)) || counts.size < MAX_COUNTS;
  const counted = isKnown ? details : { event: details.event };
  const count = counts.get(keyOf(counted));
  if (count) {
    count.times += 1;
    return;
  }
  if (counts.size === 0) setTimeout(publishCounts, COUNT_MS).unref();
  counts.set(keyOf(counted), { details: counted, times: 0 });
  publish(counted);
}

function keyOf({ event, name, address }) {
  return JSON.stringify([event, name, address]);
}

function publishCounts() {
  for (const { details, times } of counts.values()) if (times > 0) publish(details, times);
  counts.clear();
}

/**
 * Such as `2026-01-31 09:30:00 UTC: signed in: alice, from 127.0.0.1, session 3f9a1c77`.
 *
 * @param {SecurityEvent} securityEvent
 * @returns {string}
 */
function inWords({ time, event, name, address, session, by, times }) {
  const details = [
    name,
    address && `from ${address}`,
    session && `session ${session}`,
    by && `by ${by}`,
    times && `${times} more`,
  ];
  const moment = time.replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
  return `${moment}: ${WORDS[event]}: ${details.filter(Boolean).join(', ')}`;
}
