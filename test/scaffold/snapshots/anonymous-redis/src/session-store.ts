import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'redis';
import {
  expiryOf,
  parseRecord,
  type SessionRecord,
  type SessionRecords,
} from './session-records.ts';
import { SettingError } from './settings.ts';

/** No visitor waits longer than this for Redis, be it down, frozen or slow. */
const PATIENCE_MS = 1_000;

/** Replaces a value only where it is still the one that was read. Nothing else runs while Redis runs a script. */
const REPLACE_IF_SAME = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3])
  return 1
`;

/**
 * Keeps sessions in the Redis at REDIS_URL: they outlive a restart, and many processes and machines share them.
 * Keys and values are laid out as connect-redis does it, so its tools can read them.
 */
export async function openSessionStore(env: NodeJS.ProcessEnv): Promise<SessionRecords> {
  const url = readUrl(env.REDIS_URL || 'redis://127.0.0.1:6379');
  const client = connect(url);
  // The first answer says whether Redis is there. If it is not, the site starts all the same.
  await Promise.race([
    once(client, 'ready').catch(() => {}),
    pause(PATIENCE_MS, undefined, { ref: false }),
  ]);
  return new RedisRecords(client, url, env.REDIS_PREFIX || 'sess:');
}

type Client = ReturnType<typeof connect>;

class RedisRecords implements SessionRecords {
  readonly description: string;
  readonly #client: Client;
  readonly #prefix: string;

  constructor(client: Client, url: URL, prefix: string) {
    this.#client = client;
    this.#prefix = prefix;
    this.description = `in Redis, at ${url.host}`;
  }

  async find(id: string): Promise<SessionRecord | undefined> {
    const text = await inTime(this.#client.get(this.#key(id)));
    return text === null ? undefined : parseRecord(text);
  }

  async create(id: string, record: SessionRecord): Promise<void> {
    await inTime(
      this.#client.set(this.#key(id), JSON.stringify(record), {
        expiration: { type: 'PXAT', value: expiryOf(record) },
      }),
    );
  }

  async update(id: string, change: (record: SessionRecord) => SessionRecord): Promise<boolean> {
    const key = this.#key(id);
    for (;;) {
      const text = await inTime(this.#client.get(key));
      const record = text === null ? undefined : parseRecord(text);
      if (text === null || !record) return false;
      const changed = change(record);
      const replaced = await inTime(
        this.#client.eval(REPLACE_IF_SAME, {
          keys: [key],
          arguments: [text, JSON.stringify(changed), String(expiryOf(changed))],
        }),
      );
      // Otherwise another request was quicker: its change is there now, and this one joins it.
      if (replaced) return true;
    }
  }

  async extend(id: string, expires: Date): Promise<void> {
    await this.update(id, (record) => {
      record.cookie.expires = expires;
      return record;
    });
  }

  async delete(id: string): Promise<boolean> {
    return (await inTime(this.#client.del(this.#key(id)))) > 0;
  }

  async check(): Promise<void> {
    await inTime(this.#client.ping());
  }

  async close(): Promise<void> {
    try {
      if (this.#client.isReady) await inTime(this.#client.close());
    } finally {
      if (this.#client.isOpen) this.#client.destroy();
    }
  }

  #key(id: string): string {
    return this.#prefix + id;
  }
}

/** A client that tries for ever to reach Redis, and refuses commands at once while it cannot. */
function connect(url: URL) {
  const client = createClient({
    url: url.href,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: PATIENCE_MS,
      reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, 1_000),
    },
  });
  let reported = false;
  // Without a listener, an error would end the process. One line for each outage is enough.
  client.on('error', (error) => {
    if (!reported) {
      console.error(
        `Redis at ${url.host} does not answer (${error.code ?? error.message}). Until it does, pages that need a session answer 503. REDIS_URL says where it is.`,
      );
    }
    reported = true;
  });
  client.on('ready', () => {
    if (reported) console.log(`Redis at ${url.host} answers again.`);
    reported = false;
  });
  // What goes wrong here is reported above.
  client.connect().catch(() => {});
  return client;
}

function readUrl(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && (url.protocol === 'redis:' || url.protocol === 'rediss:') && url.host) return url;
  throw new SettingError(
    'REDIS_URL',
    'an address such as redis://127.0.0.1:6379, or rediss://… for TLS',
  );
}

/** What Redis answers, or an error once PATIENCE_MS have passed: the client itself would wait for ever. */
async function inTime<T>(reply: Promise<T>): Promise<T> {
  const deadline = new AbortController();
  const late = pause(PATIENCE_MS, undefined, { signal: deadline.signal }).then(() => {
    throw new Error(`Redis did not answer within ${PATIENCE_MS} ms`);
  });
  try {
    return await Promise.race([reply, late]);
  } finally {
    deadline.abort();
    // Whichever came second is of no interest.
    late.catch(() => {});
    reply.catch(() => {});
  }
}
