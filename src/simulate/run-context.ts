import type { WayIn } from '../flows/way-in.ts';
import type { Aliases } from '../masking/aliases.ts';
import type { Secrets } from '../masking/secrets.ts';
import type { Site } from '../site/site.ts';
import type { SessionIds } from './session-ids.ts';

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
  /** How many processes somebody asked for; absent where nobody did. */
  instances?: number;
}
