import { resolve } from 'node:path';
import { Failure } from '../../failure.ts';
import { callsOf, namesForPackage } from '../../project/source/calls.ts';
import { type SourceFile, sourceFiles } from '../../project/source/files.ts';
import { insideBrackets, splitBy } from '../../project/source/pieces.ts';
import { fileAt, type StorePlace } from '../places.ts';
import { DEFAULT_PREFIX } from '../redis/url.ts';
import { betterSqliteIn, mysqlIn, postgresIn, sqliteIn } from './databases.ts';
import { type SourceEvidence, storesMadeBy, textIn } from './evidence.ts';
import { type Clients, serverIn } from './servers.ts';

const WORDS = /session|redis|mysql|postgres|\bpg\b|sqlite/i;

/** Finds a store by the package that makes it. If an option names the prefix, it is not searched for. */
type Find = (evidence: SourceEvidence, prefix: string | undefined) => StorePlace;

const STORES: Readonly<Record<string, Find>> = {
  'connect-redis': redisIn,
  'session-file-store': filesIn,
  'connect-pg-simple': postgresIn,
  'express-mysql-session': mysqlIn,
  'connect-sqlite3': sqliteIn,
  'better-sqlite3-session-store': betterSqliteIn,
  memorystore: ({ folder }) => ({ kind: 'memory', directory: folder }),
};

/** Packages whose stores only the app itself can read. */
const OTHERS =
  /^(connect-mongo|connect-mongodb-session|connect-session-sequelize|connect-session-knex|@quixo3\/prisma-session-store|prisma-session-store|connect-typeorm|connect-dynamodb|dynamodb-store|connect-memcached|connect-memjs|@google-cloud\/connect-\w+|firestore-store|connect-couchbase|level-session-store|connect-loki|nedb-session-store|connect-nedb-session|express-session-rsdb|connect-azuretables|tch-nedb-session|session-rethinkdb|mssql-session-store|connect-mssql-v2|kysely-session-store|drizzle-session-store)$/;

/** Packages that keep sessions in another way than express-session. */
const COOKIE_PACKAGES = ['cookie-session', 'client-sessions', 'iron-session'];

/**
 * The store of an app that `create` did not make, from its source, its settings and its dependencies.
 *
 * @param folder the app's, as a person named it
 * @param prefix the prefix of keys in Redis, if an option names it
 * @throws Failure `usage` that says what is missing
 */
export function storeInSource(
  folder: string,
  dependencies: ReadonlySet<string>,
  env: NodeJS.ProcessEnv,
  prefix?: string,
): StorePlace {
  const directory = resolve(folder);
  const files = sourceFiles(directory, WORDS);
  const evidence = { files, folder, directory, env };
  const names = (packages: readonly string[]) => packages.filter((name) => isNamed(name, files));
  const imported = names([
    ...Object.keys(STORES),
    ...[...dependencies].filter((name) => OTHERS.test(name)),
  ]);
  const depended = [...dependencies].filter(isStorePackage);
  const [store, ...more] = imported.length > 0 ? imported : depended;
  if (store !== undefined && more.length > 0) {
    throw told(
      `The app in ${folder} has several session stores (${[store, ...more].join(', ')}), and which one it uses is not known.`,
    );
  }
  const find = store === undefined ? undefined : STORES[store];
  if (find) return find(evidence, prefix);
  if (store !== undefined)
    throw told(
      `The app in ${folder} keeps its sessions with ${store}, which only the app itself can read.`,
    );
  const using = files.filter(({ text }) => /["']express-session["']/.test(text));
  if (using.length > 0) return byMiddleware(using, folder);
  const [other] = COOKIE_PACKAGES.filter((name) => dependencies.has(name) || isNamed(name, files));
  if (other !== undefined && !dependencies.has('express-session')) {
    throw new Failure(
      'usage',
      `The app in ${folder} keeps its sessions with ${other}, in cookies: there is no store to look into. What a cookie holds is shown by session-app decode.`,
    );
  }
  throw told(
    dependencies.has('express-session')
      ? `It is not known which store ${folder} uses: its source does not show where express-session is set up.`
      : `Neither the package.json nor the source of ${folder} names express-session, so it is not known where its sessions are.`,
  );
}

/** Whether a package makes session stores that can be found. */
export function isStorePackage(name: string): boolean {
  return Object.hasOwn(STORES, name) || OTHERS.test(name);
}

/** Whether a folder has source code about sessions. */
export function hasSource(folder: string): boolean {
  const names = ['express-session', ...COOKIE_PACKAGES, ...Object.keys(STORES)];
  const files = sourceFiles(resolve(folder), WORDS);
  return names.some((name) => isNamed(name, files));
}

function isNamed(packageName: string, files: readonly SourceFile[]): boolean {
  return files.some(
    ({ text }) => text.includes(`'${packageName}'`) || text.includes(`"${packageName}"`),
  );
}

function told(what: string): Failure {
  return new Failure(
    'usage',
    `${what} Say where they are: --dir FOLDER, --redis URL or --database URL; or run the app under session-app dev, and inspect it then.`,
  );
}

/** express-session alone: in memory, unless an unknown store is passed to it. */
function byMiddleware(files: readonly SourceFile[], folder: string): StorePlace {
  const options = files.flatMap((file) =>
    namesForPackage(file, 'express-session').flatMap((name) =>
      callsOf(file, name).flatMap(([first]) => (first === undefined ? [] : { file, first })),
    ),
  );
  for (const { file, first } of options) {
    const store = storeIn(first, file);
    if (store === undefined) continue;
    const [, name] = /^new\s+([\w$.]+)/.exec(store) ?? [];
    throw told(
      `The app in ${folder} keeps its sessions in a store of its own${name ? `, ${name}` : ''} (${file.path}), which only the app itself can read.`,
    );
  }
  if (options.length > 0) return { kind: 'memory', directory: folder };
  throw told(
    `It is not known which store ${folder} uses: its source does not show how express-session is set up.`,
  );
}

/** The store in some options; empty if they cannot be read, undefined if they name none. */
function storeIn(options: string, { text }: SourceFile): string | undefined {
  const [, indirect] = /^([\w$]+)$/.exec(options) ?? [];
  const declared =
    indirect &&
    new RegExp(
      `\\b(?:const|let|var)\\s+${indirect.replaceAll('$', '\\$')}\\s*(?::[^=]+)?=\\s*\\{`,
    ).exec(text);
  const literal = declared ? text.slice(declared.index + declared[0].length - 1) : options;
  if (!literal.startsWith('{')) return /^(\(|express-session|Store)/.test(options) ? undefined : '';
  for (const part of splitBy(insideBrackets(literal, 0), ',')) {
    if (part.startsWith('...')) return '';
    const [, value] = /^["']?store["']?\s*(?::\s*([\s\S]*))?$/.exec(part) ?? [];
    if (/^["']?store["']?\s*(:|$)/.test(part) && !/MemoryStore\b/.test(value ?? ''))
      return value ?? 'store';
  }
  // It may be set later.
  return indirect && new RegExp(`\\b${indirect.replaceAll('$', '\\$')}\\.store\\s*=`).test(text)
    ? ''
    : undefined;
}

/** The default address of clients. */
const REDIS_DEFAULT = { url: 'redis://127.0.0.1:6379', setting: 'REDIS_URL' };

const REDIS: Clients = {
  scheme: 'redis',
  makers: ['createClient', 'Redis', 'IORedis'],
  addresses: ['url'],
  variables: ['REDIS_URL', 'REDIS_TLS_URL'],
  untold: () => REDIS_DEFAULT,
  flag: '--redis URL',
};

function redisIn(evidence: SourceEvidence, prefix: string | undefined): StorePlace {
  const [call] = storesMadeBy('connect-redis', evidence);
  const own =
    prefix ??
    (call && textIn(call, 'prefix', 'what its keys begin with', '--prefix TEXT', evidence));
  const server = serverIn(REDIS, evidence) ?? REDIS_DEFAULT;
  return {
    kind: 'redis',
    ...server,
    prefix: own ?? DEFAULT_PREFIX,
    // The code that makes the store was not found.
    ...(own === undefined && !call && { isGuessed: true }),
  };
}

function filesIn(evidence: SourceEvidence): StorePlace {
  const [call] = storesMadeBy('session-file-store', evidence);
  const path = call && textIn(call, 'path', 'which folder it uses', '--dir FOLDER', evidence);
  const name = path ?? 'sessions';
  return fileAt(name, resolve(evidence.directory, name));
}
