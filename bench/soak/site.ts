import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../../src/create/options.ts';
import { makeScratch } from '../../src/site/scratch.ts';
import { javascriptSite } from '../../test/support/javascript-site.ts';
import { startRedis, withRedis } from '../../test/support/redis.ts';
import { untilItListens } from '../../test/support/site.ts';

/** Short enough that sessions expire during the soak, long enough that none expires too early on a busy machine. */
export const LIMITS_MS = { idle: 15_000, absolute: 60_000 };

/** Pages that an owner might add: one that writes to the session, and one that shows its data. */
const PAGES = `
  router.post('/note', async (req, res) => {
    const { key, value, wait } = req.query;
    await new Promise((resolve) => setTimeout(resolve, Number(wait)));
    req.session['note:' + key] = value;
    res.send('kept');
  });
  router.get('/kept', (req, res) => {
    const notes = Object.entries(req.session).filter(([key]) => key.startsWith('note:'));
    res.json({
      user_name: req.session.user_name,
      notes: Object.fromEntries(notes.map(([key, value]) => [key.slice(5), value])),
    });
  });
`;
const BEFORE_THEM = 'const router = Router();\n';

/** Which sessions a user has. It keeps those that have ended for an hour, because they may be stored at this moment. */
const USER_INDEX = /^users(:|$)/;

/** The questions to its process: see `watch.mjs`. */
type Question = 'heap' | 'descriptors' | 'names';

export interface SoakedSite {
  store: Store;
  url: string;
  /** Bytes, or a count. */
  ask(question: Question): Promise<number>;
  /** What is still in its store, and must not be when all sessions have expired. */
  leftovers(): Promise<string[]>;
  /** Its whole output. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts a site in anonymous mode, with two more pages, and its own store. */
export async function startSoakedSite(
  store: Store,
  redisServer: string | undefined,
): Promise<SoakedSite> {
  const scratch = makeScratch();
  const redis = store === 'redis' && redisServer ? await startRedis(redisServer) : undefined;
  const entry = javascriptSite(store, scratch.path, 'anonymous');
  if (typeof entry.command === 'string') throw new Error('It has no command.');
  addPages(join(entry.directory, 'src/pages.js'));
  const sessions = join(scratch.path, 'soaked-sessions');
  const child = spawn(
    process.execPath,
    [
      '--expose-gc',
      '--import',
      new URL('watch.mjs', import.meta.url).href,
      ...entry.command.slice(1),
    ],
    {
      cwd: entry.directory,
      env: {
        PATH: process.env.PATH,
        ...entry.env,
        NODE_ENV: 'development',
        HOST: '127.0.0.1',
        PORT: '0',
        SESSION_IDLE: `${LIMITS_MS.idle / 1_000}s`,
        SESSION_ABSOLUTE: `${LIMITS_MS.absolute / 1_000}s`,
        SIGN_IN_WINDOW: '10s',
        // All visitors come from one address, which a limit of failures would lock out.
        SIGN_IN_FAILURES: '1000000',
        NEW_SESSIONS: '1000000',
        SESSION_DIR: sessions,
        ...(redis && { REDIS_URL: redis.url }),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  const { url, output } = await untilItListens(child);
  return {
    store,
    url,
    output,
    async ask(question) {
      child.send(question);
      const [{ answer }] = await once(child, 'message');
      return answer;
    },
    async leftovers() {
      const names = redis
        ? await withRedis(redis.url, (client) => client.keys('*'))
        : existsSync(sessions)
          ? readdirSync(sessions)
          : [];
      return names.filter((name) => !USER_INDEX.test(name));
    },
    async stop() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await redis?.stop();
      scratch.remove();
    },
  };
}

function addPages(file: string): void {
  const code = readFileSync(file, 'utf8');
  if (!code.includes(BEFORE_THEM)) throw new Error(`${file} is not what it was.`);
  writeFileSync(file, code.replace(BEFORE_THEM, BEFORE_THEM + PAGES));
}
