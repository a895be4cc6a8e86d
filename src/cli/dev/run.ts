import { shellPath } from '../../create/names.ts';
import { dev } from '../../dev/dev.ts';
import { isStaticFile } from '../../dev/static-file.ts';
import { tailLines } from '../../terminal/dev-text.ts';
import type { Surroundings } from '../command.ts';
import { openPage } from '../open-page.ts';
import type { DevFlags } from './command.ts';

/**
 * Starts a site, and logs each request until it ends.
 *
 * @throws Failure `usage`, or `app-failed` if the app ends by itself
 */
export async function runDev(
  directory: string = '.',
  flags: DevFlags,
  { screen, signal, env }: Surroundings,
): Promise<void> {
  const { start, reveal = false, json, verbose = false, uiPort } = flags;
  const ui = uiPort === undefined ? flags.ui : { port: uiPort };
  // If `| head` has read enough, nobody would see the app go on.
  const stop = AbortSignal.any([signal, screen.unread]);
  const events = dev({ directory, start, reveal, signal: stop, ui });
  for await (const event of events) {
    // Removes the "^C" of the terminal.
    if (event.type === 'ended') screen.progress(undefined);
    if (event.type === 'request' && !json && !verbose && isStaticFile(event)) continue;
    const lines = json
      ? JSON.stringify(event)
      : tailLines(event, screen.dataPaint, screen.terminal?.columns ?? Number.POSITIVE_INFINITY);
    await screen.stream(lines);
    // Without a terminal, nobody would see the page.
    if (event.type === 'page' && !event.opened && screen.terminal && !json)
      void openPage(event.url, env, screen);
    if (event.type === 'started') {
      if (flags.open) void openPage(event.url, env, screen);
      screen.say(
        screen.paint.quiet(
          `Press Ctrl-C to stop. To see its sessions: session-app inspect ${shellPath(directory)}`,
        ),
      );
    }
  }
}
