import { shellPath } from '../../create/names.ts';
import { dev } from '../../dev/dev.ts';
import { isStaticFile } from '../../dev/static-file.ts';
import { tailLines } from '../../terminal/dev-text.ts';
import type { Surroundings } from '../command.ts';
import { openPage } from '../open-page.ts';
import type { DevFlags } from './command.ts';

/**
 * Starts a site, and logs each request to it until it is ended.
 *
 * @throws Failure `usage`, or `app-failed` where the app ends by itself
 */
export async function runDev(
  directory: string = '.',
  flags: DevFlags,
  { screen, signal, env }: Surroundings,
): Promise<void> {
  const { start, reveal = false, json, verbose = false, uiPort } = flags;
  const ui = uiPort === undefined ? flags.ui : { port: uiPort };
  const events = dev({ directory, start, reveal, signal, ui });
  for await (const event of events) {
    // The terminal has put a "^C" there.
    if (event.type === 'ended') screen.progress(undefined);
    if (event.type === 'request' && !json && !verbose && isStaticFile(event)) continue;
    const lines = json
      ? JSON.stringify(event)
      : tailLines(event, screen.dataPaint, screen.terminal?.columns ?? Number.POSITIVE_INFINITY);
    await screen.stream(lines);
    // Off a terminal nobody sits who would see it.
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
