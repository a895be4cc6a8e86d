import { duration } from '../../quantities.ts';
import type { Session } from '../../sessions/session.ts';
import type { SessionStore } from '../../stores/store.ts';
import { cutTo } from '../../terminal/columns.ts';
import { printable } from '../../terminal/printable.ts';
import { sessions } from '../../terminal/session-words.ts';
import { PROGRESS_MARGIN, type Screen } from '../screen.ts';

/** A progress line that disappears at once would only disturb. */
const QUIET_MS = 300;
const REFRESH_MS = 100;
/** How many files or keys that are no sessions are listed. */
const MOST_TOLD = 20;

/** Reads a store, shows the progress on stderr, and, if `tellsLeftOut`, what in the store is no session. */
export async function* reading(
  store: SessionStore,
  screen: Screen,
  signal: AbortSignal,
  tellsLeftOut = true,
): AsyncGenerator<Session[]> {
  const began = Date.now();
  let refreshed = began + QUIET_MS - REFRESH_MS;
  let read = 0;
  let leftOut = 0;
  const onLeftOut = ({ name, reason }: { name: string; reason: string }) => {
    if (!tellsLeftOut) return;
    leftOut += 1;
    if (leftOut <= MOST_TOLD) sayAbove(screen, `Skipped ${name}: ${reason}`);
  };
  let note: string | undefined;
  const onNote = (text: string) => {
    note = text;
  };
  try {
    for await (const batch of store.read({ signal, onLeftOut, onNote })) {
      yield batch;
      read += batch.length;
      const now = Date.now();
      if (now - refreshed < REFRESH_MS) continue;
      refreshed = now;
      const time = duration(now - began, { smallest: 's' });
      const soFar = ` … ${sessions(read)}, ${time}`;
      // A long path must not push the numbers off the line.
      const room = screen.width - PROGRESS_MARGIN - soFar.length;
      const what = cutTo(printable(`Reading ${store.name}`), room);
      screen.progress(what + soFar);
    }
  } finally {
    screen.progress(undefined);
    if (note !== undefined && tellsLeftOut) screen.say(note);
    if (leftOut > MOST_TOLD) screen.say(`Skipped ${leftOut - MOST_TOLD} more.`);
  }
}

/** Reads only the sessions of one user, if that was asked for and the store has an index; otherwise all. */
export async function* readingFor(
  user: string | undefined,
  ...[store, screen, signal]: Parameters<typeof reading>
): AsyncGenerator<Session[]> {
  const own = user === undefined ? undefined : await store.sessionsOf?.(user);
  if (own) yield own;
  else yield* reading(store, screen, signal);
}

function sayAbove(screen: Screen, text: string): void {
  screen.progress(undefined);
  screen.say(text);
}
