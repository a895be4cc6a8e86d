import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorCode, Failure } from '../../failure.ts';
import type { Flow } from '../../flows/flow.ts';
import type { NamedWay } from '../../flows/named-way.ts';
import { readRegularFile } from '../../regular-file.ts';
import type { AppOptions } from '../../site/chosen.ts';
import { REDIS_URL } from '../../stores/locate.ts';
import { fileAt, type ReadablePlace, redisAt } from '../../stores/places.ts';
import type { Surroundings } from '../command.ts';
import { readInput } from '../stdin.ts';
import type { SiteFlags } from './flags.ts';

/**
 * The site and the account that the options name.
 *
 * @throws Failure `usage`
 */
export async function siteOptionsOf(
  directory: string | undefined,
  flags: SiteFlags & { instances?: number },
  { signal, stdin, env }: Surroundings,
): Promise<AppOptions & NamedWay & { user?: string; password?: string }> {
  const { mode, store, start, url, instances, user, timeout, login, logout } = flags;
  if (url !== undefined) refuseBesideUrl(directory ?? start, instances, mode ?? store);
  const storePlace = placeOf(flags, env);
  return {
    directory,
    start,
    url: url === undefined ? undefined : checkedUrl(url),
    mode,
    store,
    instances,
    login,
    protected: flags.protected,
    logout,
    newPassword: flags.newPassword,
    user,
    password: flags.passwordStdin ? passwordIn(await readInput(stdin(), signal)) : undefined,
    useOwnStore: flags.useOwnStore ?? false,
    storePlace,
    timeout,
    signal,
  };
}

/**
 * Refuses options that say how to start a site together with `--url`, whose site runs already.
 *
 * @throws Failure `usage`
 */
function refuseBesideUrl(toStart: unknown, instances: unknown, modeOrStore: unknown): void {
  const messages: Array<[typed: unknown, message: string]> = [
    [
      toStart,
      'The site at --url is already running, so there is nothing to start. Leave the folder and --start out.',
    ],
    [
      instances,
      'The number of processes of a running site (--url) cannot be changed: leave --instances out.',
    ],
    [
      modeOrStore,
      'The mode and the store of a running site (--url) cannot be changed: leave --mode and --store out.',
    ],
  ];
  const [, message] = messages.find(([typed]) => typed !== undefined) ?? [];
  if (message) throw new Failure('usage', message);
}

/** The origin of an address. @throws Failure `usage` if it is not the address of a site */
export function checkedUrl(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url).origin;
  throw new Failure(
    'usage',
    // The address may contain a password.
    `${url.replace(/^(.*?:)?\/*.*@/, '$1//…@')} is not the address of a site. Write it like http://127.0.0.1:3000.`,
  );
}

/** The place of sessions that the options name. */
function placeOf(
  { dir, redis, prefix, url }: SiteFlags,
  env: NodeJS.ProcessEnv,
): ReadablePlace | undefined {
  if (dir !== undefined && (redis !== undefined || prefix !== undefined)) {
    throw new Failure(
      'usage',
      'Sessions are either in files (--dir) or in Redis (--redis, --prefix). Leave one out.',
    );
  }
  if (dir !== undefined) return fileAt(dir, resolve(dir));
  const namesRedis =
    redis !== undefined || prefix !== undefined || (url !== undefined && env.REDIS_URL);
  if (!namesRedis) return undefined;
  const setting = redis === undefined ? 'REDIS_URL' : '--redis';
  return redisAt(redis ?? (env.REDIS_URL || REDIS_URL), prefix, setting);
}

/**
 * A built-in flow by its name, or a flow from a file.
 *
 * @throws Failure `usage`
 */
export async function flowNamed(name: string): Promise<string | Flow> {
  if (!name.endsWith('.json')) return name;
  const { parseFlow } = await import('../../flows/file/file.ts');
  try {
    return parseFlow(readRegularFile(name), name);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new Failure('usage', `There is no file ${name}.`);
    throw error;
  }
}

/** @throws Failure `usage` if it is empty: a file or a variable was empty, or nothing was piped in */
function passwordIn(text: string): string {
  const [password = ''] = text.split(/\r?\n/);
  if (password !== '') return password;
  throw new Failure(
    'usage',
    text === ''
      ? 'No password came from standard input. Pipe it in, or leave --password-stdin out.'
      : 'The first line of standard input is empty, and should be the password.',
  );
}

/**
 * The hint that the named folder of sessions does not exist, although the app runs: the app may make it with the first
 * session, or it is misspelt. Empty if it exists.
 */
export function missingFolderLines({ dir }: Pick<SiteFlags, 'dir'>): string[] {
  if (dir === undefined || existsSync(dir)) return [];
  return [`The folder ${dir} of --dir does not exist: until it does, no sessions can be seen.`];
}

/** @throws Failure `usage` if a host is named as one's own, but no address of a site on it */
export function checkOwnHost({
  iOwnThisHost,
  url,
}: {
  iOwnThisHost?: string | undefined;
  url?: string | undefined;
}): void {
  if (iOwnThisHost === undefined || url !== undefined) return;
  throw new Failure(
    'usage',
    '--i-own-this-host is for a site on another machine. Name its address with --url, or leave it out.',
  );
}
