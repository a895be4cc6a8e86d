import { type Browser, chromium } from 'playwright-core';
import { findOrInstall } from '../../test/support/programs.ts';

const CHROMIUM = { names: ['chromium'], installer: 'test/install-chromium.sh' };

/** The browser that takes pictures. Whoever asks for it closes it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findOrInstall(CHROMIUM),
    // It goes to our own pages alone, and as root it would not start with its sandbox.
    chromiumSandbox: false,
  });
}
