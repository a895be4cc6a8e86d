import {
  type Contents,
  expiryIn,
  lifetimeIn,
  MOVED,
  readContents,
  TOO_LARGE,
  type Unread,
} from '../../sessions/contents.ts';
import { readSession, unreadSession } from '../../sessions/read-session.ts';
import { maskedId, type Session } from '../../sessions/session.ts';
import { createdAt, lastUse } from '../../sessions/times.ts';
import type { StoreReadOptions } from '../store.ts';
import type { RedisConnection } from './connection.ts';
import { sessionOfKey, toldName } from './keys.ts';
import type { RedisNodes } from './nodes.ts';
import { fromBinary, RefusedReply, type Reply, WithheldReply } from './protocol.ts';
import { redisFailure } from './refusal.ts';
import type { ScannedKey } from './scan.ts';
import { DEFAULT_PREFIX, type RedisPlace } from './url.ts';

/** A key that holds a session, or should. */
interface Draft {
  key: string;
  size: number;
  contents: Contents | Unread;
  /** When it expires according to its contents, in milliseconds since 1970; null if they do not say. */
  expires: number | null;
}

/**
 * The sessions in the keys of one server. Keys without a session are reported; what has gone meanwhile is left out.
 *
 * @throws Failure `store-unreadable` if Redis refuses
 */
export async function sessionsOf(
  entries: ScannedKey[],
  connection: RedisConnection,
  nodes: RedisNodes,
  { prefix = DEFAULT_PREFIX }: RedisPlace,
  { exactTimes = false, onLeftOut }: StoreReadOptions,
): Promise<Session[]> {
  const now = Date.now();
  const drafts: Draft[] = [];
  for (const { key, value } of entries) {
    // If a cluster has moved a key meanwhile, it is read at its new node.
    const found = hasMoved(value) ? await nodes.getMoved(key, value, connection) : value;
    const draft = draftOf(key, found, connection, nodes);
    if (typeof draft === 'string') onLeftOut?.({ name: toldName(key, prefix), reason: draft });
    else if (draft) drafts.push(draft);
  }
  const inDoubt = drafts.filter((draft) => exactTimes || isDoubtful(draft, now));
  const leaves = await askWhenTheyLeave(inDoubt, connection, nodes);
  return drafts.map((draft) => sessionOf(draft, leaves.get(draft), prefix, now));
}

function hasMoved(value: Reply): boolean {
  return value instanceof RefusedReply && /^(MOVED|ASK)$/.test(value.code);
}

const FORBIDDEN: Unread = { state: 'unreadable', reason: 'this user may not read the key' };

/** A draft from a value, or why it is no session; undefined if it has gone. */
function draftOf(
  key: string,
  value: Reply,
  { address }: RedisConnection,
  { setting }: RedisNodes,
): Draft | string | undefined {
  if (typeof value === 'string') {
    const contents = readContents(fromBinary(value));
    if (contents === MOVED) return undefined;
    const expires = 'data' in contents ? expiryIn(contents) : null;
    return { key, size: value.length, contents, expires };
  }
  if (value instanceof WithheldReply)
    return { key, size: value.size, contents: TOO_LARGE, expires: null };
  if (value instanceof RefusedReply) {
    if (value.code === 'WRONGTYPE') return 'a key of another type than text';
    if (value.code !== 'NOPERM' || value.message.includes('command')) {
      throw redisFailure(value, address, setting);
    }
    return { key, size: 0, contents: FORBIDDEN, expires: null };
  }
  return undefined;
}

/** Whether only Redis knows if a session is still valid. */
function isDoubtful({ contents, expires }: Draft, now: number): boolean {
  return 'data' in contents && (expires === null || expires <= now);
}

/**
 * When keys expire, in milliseconds since 1970; null for those that never do. Keys that Redis does not answer for are
 * absent.
 */
async function askWhenTheyLeave(
  drafts: Draft[],
  { address }: RedisConnection,
  nodes: RedisNodes,
): Promise<Map<Draft, number | null>> {
  const times = new Map<Draft, number | null>();
  if (drafts.length === 0) return times;
  const connection = await nodes.aside(address);
  const ask = async (command: string, origin: number) => {
    const commands = drafts.map(({ key }) => [command, key]);
    let taken = 0;
    for await (const replies of connection.send(commands)) {
      for (const reply of replies) {
        const draft = drafts[taken];
        if (draft && typeof reply === 'number' && reply !== -2) {
          times.set(draft, reply === -1 ? null : origin + reply);
        }
        taken += 1;
      }
    }
  };
  await ask('PEXPIRETIME', 0);
  // PEXPIRETIME exists since Redis 7.
  if (times.size === 0) await ask('PTTL', Date.now());
  return times;
}

function sessionOf(
  draft: Draft,
  leaves: number | null | undefined,
  prefix: string,
  now: number,
): Session {
  const { key, size, contents } = draft;
  const { sessionId, digest } = sessionOfKey(key, prefix);
  const base = { id: maskedId(digest), digest, sessionId, key, size };
  if (!('data' in contents)) return unreadSession(base, contents);
  const created = createdAt(sessionId);
  // A key without expiry, whose contents have expired, counts as expired.
  const expires = leaves ?? draft.expires;
  const used = lastUse(expires, lifetimeIn(contents), created);
  return readSession(base, contents, { created, used, expires }, now);
}
