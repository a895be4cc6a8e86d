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

/** What stays the same through a run of several flows. */
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
  /** Which ids are sessions'. */
  sessionIds: SessionIds;
  runSessions: RunSessions;
  protectedPage: ProtectedPage;
  /** How many processes somebody asked for; absent where nobody did. */
  instances?: number;
}

/** The context of a run that begins now. What its flows and its credentials keep secret is never shown. */
export function newContext(
  options: Pick<RunContext, 'site' | 'reveal' | 'timeout' | 'signal' | 'instances'> & {
    /** Those of a run beside it, where sessions of both are told of together. */
    aliases?: Aliases;
    flows: readonly Flow[];
    credentials: Credentials;
  },
): RunContext {
  const { site, reveal, timeout, signal, instances, flows, credentials } = options;
  const { aliases = new Aliases() } = options;
  const secrets = new Secrets(aliases, reveal);
  // Every request listens for the interruption.
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
