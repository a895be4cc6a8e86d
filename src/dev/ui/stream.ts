import type { ServerResponse } from 'node:http';
import { withPictures } from '../../reports/markup.ts';
import type { Live } from './live.ts';
import type { LiveMessage } from './shapes.ts';

/** If so many bytes wait for a page, it gets nothing more until it has read them. */
const MOST_WAITING = 1024 * 1024;
/** How often a page gets a sign that the server still runs. */
const BEAT_MS = 15_000;

/**
 * Sends one page what happens, until it leaves. If it cannot keep up, it misses events, and gets everything once it has
 * caught up: nothing is buffered for it.
 *
 * @param onEnd called when it has left
 * @returns a function that ends the stream
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

/** A line of JSON, with visible signs instead of invisible characters, such as those that change the text direction. */
export function lineOf(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner) =>
    typeof inner === 'string' ? withPictures(inner) : inner,
  );
  return `${text}\n`;
}
