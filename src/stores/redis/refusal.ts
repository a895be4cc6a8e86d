import { errorCode, Failure } from '../../failure.ts';
import { fromBinary, type RefusedReply } from './protocol.ts';
import { hostOf, type RedisAddress } from './url.ts';

/** How much of a server's message is shown. */
const LONGEST_REASON = 200;

/** The failure for an error of Redis. @param address the server that refused */
export function redisFailure(
  { code, message }: RefusedReply,
  address: RedisAddress,
  setting: string,
): Failure {
  const because = shown(message, address) ?? (code in FIXES ? code : 'for a reason of its own');
  const fix = FIXES[code]?.(setting) ?? '';
  return new Failure('store-unreadable', `Redis at ${hostOf(address)} refused: ${because}.${fix}`);
}

/** The failure for a server that cannot be reached. @param reason in our own words, or Node's */
export function unreachable(place: string, reason: string, setting: string): Failure {
  return new Failure(
    'store-unreadable',
    `Redis at ${place} cannot be reached (${reason}). Check that it is running, and that ${setting} is right.`,
  );
}

/** Why a connection failed, in one word. */
export function reasonOf(error: Error): string {
  return errorCode(error) ?? error.message;
}

/**
 * A server's message, safe to show; undefined if it repeats our password. What Redis says after a comma may be a
 * command with a password in it.
 */
function shown(message: string, { password }: RedisAddress): string | undefined {
  const text = fromBinary(message);
  const secrets = password ? [password, encodeURIComponent(password)] : [];
  if (secrets.some((secret) => text.includes(secret))) return undefined;
  const [because = ''] = text.split(',', 1);
  return because.replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, LONGEST_REASON) || undefined;
}

const SENT_ELSEWHERE = (setting: string) =>
  ` It sends us to a server that is not known as one of its cluster. Nothing was asked, and no password told, there. If it is a node of a cluster behind a proxy, name the nodes themselves in ${setting}.`;

const FIXES: Readonly<Record<string, (setting: string) => string>> = {
  NOAUTH: (setting) => ` It needs a password: redis://:PASSWORD@HOST:PORT in ${setting}.`,
  WRONGPASS: (setting) => ` The user name or the password in ${setting} is wrong.`,
  ERR: (setting) => ` ${setting} says where Redis is, and how to sign in there.`,
  NOPERM: (setting) =>
    ` The user that ${setting} names needs ACL permissions to look into the store: +scan +get +pexpiretime +pttl, and ~ for the keys; to destroy sessions, +watch +unwatch +multi +exec +del too.`,
  READONLY: (setting) => ` It is a replica, which can only be read. Name its master in ${setting}.`,
  MOVED: SENT_ELSEWHERE,
  ASK: SENT_ELSEWHERE,
};
