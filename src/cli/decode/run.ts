import { resolve } from 'node:path';
import { readCookies } from '../../cookies/cookie.ts';
import { type Decoded, decodedCookie, signerOf } from '../../cookies/decode.ts';
import { type NamedSecret, signingSecretsIn } from '../../cookies/signing-secrets.ts';
import { Failure } from '../../failure.ts';
import { readSiteSettings } from '../../project/settings.ts';
import { findStore } from '../../stores/find.ts';
import { openStore } from '../../stores/open.ts';
import type { StorePlace } from '../../stores/places.ts';
import { cookieLines } from '../../terminal/runs/cookie-text.ts';
import type { Surroundings } from '../command.ts';
import { readInput } from '../stdin.ts';
import type { DecodeFlags } from './command.ts';

/** Explains a session cookie: its parts, which secret signed it, and the session that it opens. */
export async function runDecode(
  typed: string | undefined,
  flags: DecodeFlags,
  { screen, signal, stdin, env }: Surroundings,
): Promise<void> {
  const text = typed === undefined || typed === '-' ? await readCookie(stdin(), signal) : typed;
  const [cookie, ...others] = readCookies(text);
  if (!cookie) throw new Failure('usage', 'The cookie is empty: there is nothing to decode.');
  if (others.length > 0)
    screen.say(`There are ${others.length + 1} signed cookies. This is the first.`);

  const secrets = knownSecrets(flags, env);
  const signedWith = signerOf(cookie, secrets);
  const tried = [...new Set(secrets.map(({ setting }) => setting))];
  const decoded: Decoded = { cookie, signedWith, tried, session: null };
  const mayOpen = cookie.signed && (signedWith !== null || secrets.length === 0);
  const { failure, ...found } = mayOpen
    ? await lookFor(cookie.signed?.sessionId ?? '', flags, env, signal)
    : {};
  const answer = { ...decoded, ...found };
  const reveal = flags.reveal ?? false;
  if (reveal)
    screen.say('Secrets are shown: the whole session id, and values that are otherwise masked.');
  if (flags.json) screen.json(decodedCookie(answer, reveal), 2);
  else screen.data(cookieLines(answer, { reveal, paint: screen.dataPaint }));
  if (failure) throw failure;
}

async function readCookie(
  stdin: ReturnType<Surroundings['stdin']>,
  signal: AbortSignal,
): Promise<string> {
  if (stdin.isTTY) {
    throw new Failure('usage', [
      'The cookie is missing. Pass it on standard input, where no other user can see it:',
      '  session-app decode - < cookie.txt',
    ]);
  }
  return readInput(stdin, signal);
}

/** The secrets to try: those of the options, then the environment, then the site's `.env`. */
function knownSecrets({ secret, site = '.' }: DecodeFlags, env: NodeJS.ProcessEnv): NamedSecret[] {
  const dotEnv = readSiteSettings(resolve(site), env)?.dotEnv;
  return [
    ...secret.flatMap((text) => signingSecretsIn(text, '--secret')),
    ...signingSecretsIn(env.SESSION_SECRET, 'SESSION_SECRET'),
    ...signingSecretsIn(dotEnv?.SESSION_SECRET, 'SESSION_SECRET in .env'),
  ];
}

/** The session with an id, if its store is known. If the store fails, the cookie is explained first. */
async function lookFor(
  sessionId: string,
  { site, dir: directory, redis, prefix, database, table }: DecodeFlags,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Partial<Decoded> & { failure?: Failure }> {
  const isNamed = (directory ?? redis ?? database) !== undefined;
  const isElsewhere = isNamed && database === undefined;
  const where = { directory, redis, prefix, database, table, ...(!isElsewhere && { site }) };
  let place: StorePlace;
  try {
    place = await findStore(where, env, signal);
  } catch (error) {
    if (error instanceof Failure && !isNamed) return { notLookedFor: error.message };
    throw error;
  }
  try {
    const store = await openStore(place, signal);
    try {
      return { session: (await store.find(sessionId)) ?? null };
    } finally {
      store.close();
    }
  } catch (error) {
    if (signal.aborted) throw new Failure('interrupted', 'Interrupted.');
    if (!(error instanceof Failure)) throw error;
    // An app that does not run is no failure.
    const failure = place.kind === 'memory' ? {} : { failure: error };
    return { notLookedFor: error.message, ...failure };
  }
}
