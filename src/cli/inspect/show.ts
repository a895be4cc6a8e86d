import { sessionLines } from '../../terminal/session-text.ts';
import { type Inspection, pick } from './inspection.ts';
import { resultsFor } from './results.ts';

/** Shows sessions whole. */
export async function showSessions(ids: readonly string[], inspection: Inspection): Promise<void> {
  const { store, flags, screen } = inspection;
  const records = await store.withTimes(await pick(ids, inspection));
  if (flags.json || flags.ndjson) {
    const results = resultsFor(flags, screen);
    await results.add(records);
    return results.end();
  }
  const texts = records.map((record, index) => [
    ...(index > 0 ? [''] : []),
    ...sessionLines(record, { reveal: flags.reveal ?? false, paint: screen.dataPaint }),
  ]);
  screen.data(texts.flat());
}
