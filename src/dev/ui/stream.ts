import type { ServerResponse } from 'node:http';
import { withPictures } from '../../reports/markup.ts';
import type { Live } from './live.ts';
import type { LiveMessage } from './shapes.ts';

/** Where so many bytes wait for a page that does not take them, it is told nothing more until it has. */
const MOST_WAITING = 1024 * 1024;
/** So often a page hears that somebody is still there. */
const BEAT_MS = 15_000;

/**
 * Tells one page what happens, until it leaves. One that cannot keep up misses what is in between, and is told all there
 * is once it has caught up: nothing is kept for it.
 *
 * @param onEnd when it has left
 * @returns ends it
 */
export function streamTo(response: ServerResponse, live: Live, onEnd: () => void): () => void {
  let hasMissed = false;
  const tell = (message: LiveMessage) => {
    if (response.writableLength > MOST_WAITING) hasMissed = true;
    else response.write(lineOf(message));
  };
  const beat = setInterval(() => response.writableLength === 0 && response.write('\n'), BEAT_MS);
  beat.unref();
  const stop = live.listen(tell);
  response.on('drain', () => {
    if (!hasMissed) return;
    hasMissed = false;
    tell(live.all);
  });
  response.on('error', () => {});
  response.on('close', () => {
    clearInterval(beat);
    stop();
    onEnd();
  });
  response.writeHead(200, { 'Content-Type': 'application/x-ndjson; charset=utf-8' });
  tell(live.all);
  return () => {
    response.end(lineOf({ type: 'end' }));
  };
}

/** As a line, with signs in the place of what nobody sees, such as a turn of the direction of writing. */
export function lineOf(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner) =>
    typeof inner === 'string' ? withPictures(inner) : inner,
  );
  return `${text}\n`;
}
