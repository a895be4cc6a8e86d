import { type Browser, chromium } from 'playwright-core';
import { findOrInstall } from '../../test/support/programs.ts';

const CHROMIUM = { names: ['chromium'], installer: 'test/install-chromium.sh' };

/** Launches the browser for pictures. The caller must close it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findOrInstall(CHROMIUM),
    // It opens only our own pages, and as root it would not start with its sandbox.
    chromiumSandbox: false,
  });
}
