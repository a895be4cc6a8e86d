import { withoutOwnId } from '../../masking/own-id.ts';
import { sessionLines } from '../../terminal/session-text.ts';
import { type Inspection, pick } from './inspection.ts';
import { resultsFor } from './results.ts';

/** Shows sessions in full. */
export async function showSessions(ids: readonly string[], inspection: Inspection): Promise<void> {
  const { store, flags, screen } = inspection;
  const sessions = await store.withTimes(await pick(ids, inspection));
  if (flags.json || flags.ndjson) {
    const results = resultsFor(flags, screen);
    await results.add(sessions);
    return results.end();
  }
  const { reveal = false } = flags;
  const texts = sessions.map((session, index) => [
    ...(index > 0 ? [''] : []),
    ...sessionLines(reveal ? session : withoutOwnId(session), { reveal, paint: screen.dataPaint }),
  ]);
  screen.data(texts.flat());
}
