import { setMaxListeners } from 'node:events';
import type { Credentials, Flow } from '../flows/flow.ts';
import { secretsOfFlow, secretsOfRequest } from '../flows/secrets.ts';
import { type WayIn, wayOrUsual } from '../flows/way-in.ts';
import { Aliases } from '../masking/aliases.ts';
import { Secrets } from '../masking/secrets.ts';
import type { Site } from '../site/site.ts';
import { ProtectedPage } from './journey/protected-page.ts';
import { SessionIds } from './observe/session-ids.ts';
import { RunSessions } from './observe/store-changes.ts';

/** What is the same for all flows of a run. */
export interface RunContext {
  site: Site;
  aliases: Aliases;
  secrets: Secrets;
  /** How visitors sign in to the site. */
  way: WayIn;
  reveal: boolean;
  /** How long a response may take, in milliseconds. */
  timeout: number;
  signal: AbortSignal;
  /** Milliseconds since 1970. */
  began: number;
  /** Which ids are session ids. */
  sessionIds: SessionIds;
  runSessions: RunSessions;
  protectedPage: ProtectedPage;
  /** How many processes an option asked for; absent if none did. */
  instances?: number;
}

/** The context of a run that begins now. Secrets in its flows and its credentials are never shown. */
export function newContext(
  options: Pick<RunContext, 'site' | 'reveal' | 'timeout' | 'signal' | 'instances'> & {
    /** The aliases of another run, if sessions of both are shown together. */
    aliases?: Aliases;
    flows: readonly Flow[];
    credentials: Credentials;
  },
): RunContext {
  const { site, reveal, timeout, signal, instances, flows, credentials } = options;
  const { aliases = new Aliases() } = options;
  const secrets = new Secrets(aliases, reveal);
  // Every request has a listener for the interruption.
  setMaxListeners(0, signal);
  const way = wayOrUsual(site.way);
  const signIn = 'request' in way.login ? secretsOfRequest(way.login.request) : [];
  for (const secret of [credentials.password, ...flows.flatMap(secretsOfFlow), ...signIn]) {
    secrets.password(secret);
  }
  return {
    site,
    reveal,
    timeout,
    signal,
    instances,
    aliases,
    secrets,
    way,
    sessionIds: new SessionIds(),
    runSessions: new RunSessions(aliases, reveal),
    protectedPage: new ProtectedPage(site.way?.protected),
    began: Date.now(),
  };
}
