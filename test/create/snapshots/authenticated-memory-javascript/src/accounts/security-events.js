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
 * @property {number} [users] How many users that concerns, if there were too many to name them all.
 */

export const CHANNEL_NAME = 'site:security';
const events = channel(CHANNEL_NAME);

/** Refusals are counted for this long before they are published again. */
const COUNT_MS = 60_000;
/** When there are more different refusals in that time, the others are counted together. */
const MAX_COUNTS = 100;
const counts = new Map();

/**
 * @typedef {object} Count
 * @property {Details} details
 * @property {number} times
 * @property {Set<string>} unnamed
 *   The users that this counts without naming them. Only names of accounts get here, so they are not endless.
 */

/** @typedef {Omit<SecurityEvent, 'time' | 'outcome' | 'times' | 'users'>} Details */

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
  const log = (event) => {
    console.log(production ? JSON.stringify(event) : inWords(event));
  };
  subscribe(CHANNEL_NAME, log);
  process.on('exit', publishCounts);
  return () => {
    unsubscribe(CHANNEL_NAME, log);
    process.off('exit', publishCounts);
  };
}

function publish(details, { times = 0, users = 0 } = {}) {
  const outcome = REFUSALS.has(details.event) ? 'failure' : 'success';
  const time = new Date().toISOString();
  events.publish({ time, ...details, outcome, ...(times && { times }), ...(users && { users }) });
}

function reportRefusal(details) {
  const isNamed = counts.has(keyOf(details)) || counts.size < MAX_COUNTS;
  const counted = isNamed ? details : { event: details.event };
  const known = counts.get(keyOf(counted));
  if (known) known.times += 1;
  const { unnamed } = known ?? startCount(counted);
  if (!isNamed && details.name !== undefined) unnamed.add(details.name);
}

/**
 * The first refusal of its kind is published at once, so it is not counted.
 *
 * @param {Details} details
 * @returns {Count}
 */
function startCount(details) {
  if (counts.size === 0) setTimeout(publishCounts, COUNT_MS).unref();
  const count = { details, times: 0, unnamed: new Set() };
  counts.set(keyOf(details), count);
  publish(details);
  return count;
}

/**
 * Refusals with the same key are counted together.
 *
 * @param {Details} details
 * @returns {string}
 */
function keyOf({ event, name, address }) {
  return JSON.stringify([event, name, address]);
}

function publishCounts() {
  for (const { details, times, unnamed } of counts.values()) {
    if (times > 0 || unnamed.size > 0) publish(details, { times, users: unnamed.size });
  }
  counts.clear();
}

/**
 * Such as `2026-01-31 09:30:00 UTC: signed in: alice, from 127.0.0.1, session 3f9a1c77`.
 *
 * @param {SecurityEvent} securityEvent
 * @returns {string}
 */
function inWords({ time, event, name, address, session, by, times, users }) {
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
