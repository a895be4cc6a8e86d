import type { SessionClass } from '../../sessions/classes.ts';
import { type Filter, filterOf } from '../../sessions/filter.ts';
import { Picker } from '../../sessions/pick.ts';
import type { Session } from '../../sessions/session.ts';
import type { SessionStore } from '../../stores/store.ts';
import type { Screen } from '../screen.ts';
import type { InspectFlags } from './command.ts';
import { reading } from './reading.ts';

/** What every kind of `inspect` needs. */
export interface Inspection {
  store: SessionStore;
  flags: InspectFlags;
  screen: Screen;
  /** Aborts on an interruption, or when nobody reads the results any more. */
  signal: AbortSignal;
}

/** The filter for the options. @throws Failure `usage` */
export function filterFrom(flags: InspectFlags): Filter {
  const classes: Array<SessionClass | false> = [
    (flags.signedIn ?? false) && 'signed in',
    (flags.anonymous ?? false) && 'anonymous',
    ((flags.expired || flags.prune) ?? false) && 'expired',
    ((flags.corrupt || flags.prune) ?? false) && 'corrupt',
  ];
  return filterOf({
    where: flags.where,
    user: flags.user,
    classes: classes.filter((name) => name !== false),
  });
}

/** Whether the options leave out any session. */
export function hasFilter(flags: InspectFlags): boolean {
  const { where, user, signedIn, anonymous, expired, corrupt, prune } = flags;
  return (
    where.length > 0 ||
    user !== undefined ||
    [signedIn, anonymous, expired, corrupt, prune].includes(true)
  );
}

/** The sessions whose ids begin with these texts. @throws Failure `no-such-session` or `usage` */
export async function pick(
  ids: readonly string[],
  { store, screen, signal }: Inspection,
): Promise<Session[]> {
  const picker = new Picker(ids);
  for await (const sessions of reading(store, screen, signal)) {
    for (const session of sessions) picker.add(session);
  }
  return picker.picked();
}
