import type { Screen } from './screen.ts';

/** The programs that open an address in the default browser. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [program: string, ...words: string[]]>> = {
  darwin: ['open'],
  // No shell, because `&` in an address has a meaning there.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
const OTHERS = ['xdg-open'] as const;

/** A program that still runs after this time has opened the page, and may stay open for hours. */
const PATIENCE_MS = 3_000;

/**
 * Opens an address in the browser: with the program in BROWSER, or the system's default. If there is none, as on a
 * machine without a screen, a sentence says so; that is no failure.
 */
export async function openPage(
  address: string,
  env: NodeJS.ProcessEnv,
  screen: Pick<Screen, 'say'>,
): Promise<void> {
  const opener = openerFor(env, process.platform);
  if (opener && (await starts(opener, address))) return;
  screen.say(`No browser could be opened here. To see it, open ${address} yourself.`);
}

function openerFor(
  { BROWSER, DISPLAY, WAYLAND_DISPLAY }: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): readonly string[] | undefined {
  if (BROWSER?.trim()) return BROWSER.trim().split(/\s+/);
  const own = OPENERS[platform];
  if (own) return own;
  // Without a screen, it would look for a text browser, which would draw into our terminal.
  return DISPLAY || WAYLAND_DISPLAY ? OTHERS : undefined;
}

async function starts([program = '', ...words]: readonly string[], address: string) {
  const { execa } = await import('execa');
  const child = execa(program, [...words, address], {
    stdio: 'ignore',
    detached: true,
    cleanup: false,
    reject: false,
  });
  child.unref();
  let timer: NodeJS.Timeout | undefined;
  const stillRuns = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), PATIENCE_MS);
  });
  const ends = child.then(({ failed }) => !failed);
  const opened = await Promise.race([ends, stillRuns]);
  clearTimeout(timer);
  return opened;
}
