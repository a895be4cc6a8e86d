import { Failure } from '../failure.ts';
import { type Contents, readContents, TOO_LARGE, type Unread } from './contents.ts';
import { readRecord, unreadRecord } from './make-record.ts';
import { digestOf, maskedId, type ReadOptions, type SessionRecord } from './record.ts';
import { type RedisConnection, refusal } from './redis-connection.ts';
import { type Master, RedisNodes } from './redis-nodes.ts';
import {
  encode,
  fromBinary,
  RefusedReply,
  type Reply,
  toBinary,
  WithheldReply,
} from './redis-protocol.ts';
import { type Entry, scan } from './redis-scan.ts';
import { DEFAULT_PREFIX, hostOf, type RedisPlace } from './redis-url.ts';
import { Seen } from './seen.ts';
import { beginningOf, lastUse } from './times.ts';

export interface RedisReadOptions extends ReadOptions {
  /**
   * Asks Redis when each key leaves, which takes twice the time. Without it, Redis is asked only where the record
   * does not tell, or says that its time is up: connect-redis prolongs a session without changing its record.
   */
  exactTimes?: boolean;
}

/** While a cluster moves its keys about, it is read again so often, lest one be overlooked. */
const MOST_ROUNDS = 5;
/** A key's name that is longer than that may be a session id. */
const LONGEST_TOLD = 20;

/**
 * Reads the sessions in a Redis or a Redis Cluster, in the layout of connect-redis, page by page: nothing is written,
 * touched or prolonged. None is yielded twice, and none is left out that was there all the time.
 *
 * @throws Failure `usage` where the address is none, `store-unreadable` where Redis cannot be reached, refuses, or
 *   stops answering; of a cluster, after what the other nodes hold
 */
export async function* readRedisSessions(
  place: RedisPlace,
  options: RedisReadOptions = {},
): AsyncGenerator<SessionRecord> {
  const nodes = new RedisNodes(place, options.signal);
  const seen = new Seen();
  try {
    let masters = await nodes.masters();
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      for await (const entries of readEach(masters, nodes, place)) {
        for (const record of await recordsOf(entries, nodes, place, options)) {
          if (seen.add(record.digest)) yield record;
        }
      }
      const before = layoutOf(masters);
      masters = await nodes.masters();
      if (layoutOf(masters) === before) break;
    }
  } finally {
    nodes.close();
  }
}

/** What was read from one server. */
interface Entries {
  connection: RedisConnection;
  entries: Entry[];
}

/** Reads one server after the other. One that fails keeps nobody from the others, and is told at the end. */
async function* readEach(
  masters: Master[],
  nodes: RedisNodes,
  { prefix = DEFAULT_PREFIX }: RedisPlace,
): AsyncGenerator<Entries> {
  const failures: Failure[] = [];
  for (const { address } of masters) {
    try {
      const connection = await nodes.connection(address);
      for await (const entries of scan(connection, toBinary(prefix), nodes.setting)) {
        yield { connection, entries };
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(error);
    }
  }
  if (failures[0]) throw failures[0];
}

/** A key that holds a session, or what should be one. */
interface Draft {
  key: string;
  size: number;
  contents: Contents | Unread;
}

async function recordsOf(
  { connection, entries }: Entries,
  nodes: RedisNodes,
  { prefix = DEFAULT_PREFIX }: RedisPlace,
  { exactTimes = false, onLeftOut }: RedisReadOptions,
): Promise<SessionRecord[]> {
  const now = Date.now();
  const drafts: Draft[] = [];
  for (const { key, value } of entries) {
    const draft = draftOf(key, await followed(key, value, connection, nodes), connection, nodes);
    if (typeof draft === 'string') onLeftOut?.({ name: toldName(key, prefix), reason: draft });
    else if (draft) drafts.push(draft);
  }
  const inDoubt = drafts.filter(({ contents }) => exactTimes || isDoubtful(contents, now));
  const leaves = await askWhenTheyLeave(inDoubt, connection);
  return drafts.map((draft) => recordOf(draft, leaves.get(draft), toBinary(prefix), now));
}

/** A key that a cluster has moved meanwhile is asked for where it is now. */
async function followed(
  key: string,
  value: Reply,
  connection: RedisConnection,
  nodes: RedisNodes,
): Promise<Reply> {
  const moved = value instanceof RefusedReply && /^(MOVED|ASK)$/.test(value.code);
  return moved ? nodes.askFrom(connection, 'GET', key) : value;
}

const FORBIDDEN: Unread = { state: 'unreadable', reason: 'this user may not read the key' };

/** What to make of a value: a draft, or why it is no session; undefined where it is gone. */
function draftOf(
  key: string,
  value: Reply,
  { place }: RedisConnection,
  { setting }: RedisNodes,
): Draft | string | undefined {
  if (typeof value === 'string') {
    return { key, size: value.length, contents: readContents(fromBinary(value)) };
  }
  if (value instanceof WithheldReply) return { key, size: value.size, contents: TOO_LARGE };
  if (value instanceof RefusedReply) {
    if (value.code === 'WRONGTYPE') return 'a key of another type than text';
    if (value.code !== 'NOPERM' || value.message.includes('command')) {
      throw refusal(value, place, setting);
    }
    return { key, size: 0, contents: FORBIDDEN };
  }
  return undefined;
}

/** Whether only Redis can say if a session still counts. */
function isDoubtful(contents: Contents | Unread, now: number): boolean {
  return 'data' in contents && (contents.expires === null || contents.expires <= now);
}

/** When keys leave, in milliseconds since 1970; null for those that stay. Where Redis does not tell, there is none. */
async function askWhenTheyLeave(
  drafts: Draft[],
  connection: RedisConnection,
): Promise<Map<Draft, number | null>> {
  const times = new Map<Draft, number | null>();
  const ask = async (command: string, origin: number) => {
    const commands = drafts.map(({ key }) => encode([command, key])).join('');
    let taken = 0;
    for await (const replies of connection.send(commands, drafts.length)) {
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
  // Redis knows that since version 7.
  if (times.size === 0) await ask('PTTL', Date.now());
  return times;
}

function recordOf(
  { key, size, contents }: Draft,
  leaves: number | null | undefined,
  prefix: string,
  now: number,
): SessionRecord {
  const sessionId = fromBinary(key.slice(prefix.length));
  const digest = digestOf(sessionId);
  const base = { id: maskedId(digest), digest, sessionId, key: fromBinary(key), size };
  if (!('data' in contents)) return unreadRecord(base, contents);
  const created = beginningOf(sessionId);
  // A key that stays although its record says that its time is up is as good as expired.
  const expires = leaves ?? contents.expires;
  return readRecord(
    base,
    contents,
    { created, used: lastUse(expires, contents.lifetime, created), expires },
    now,
  );
}

function toldName(key: string, prefix: string): string {
  const rest = fromBinary(key.slice(toBinary(prefix).length));
  return prefix + (rest.length > LONGEST_TOLD ? `${maskedId(digestOf(rest))}…` : rest);
}

function layoutOf(masters: Master[]): string {
  return masters.map(({ address, slots }) => `${hostOf(address)} ${slots}`).join('\n');
}
