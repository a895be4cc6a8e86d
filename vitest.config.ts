import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vitest/config';
import { inlined } from './build/inlined.ts';
import LongestFirst from './test/support/longest-first.ts';
import { startsNothing, testFiles } from './test/support/test-files.ts';

const TEMPLATES = resolve('templates');

/** Lets templates be tested where they stand: what one folder imports may lie in another. */
const overlays: Plugin = {
  name: 'overlays',
  enforce: 'pre',
  resolveId(source, importer) {
    if (!importer?.startsWith(TEMPLATES) || !/^\.\.?\//.test(source)) return null;
    const [overlay = '', ...folders] = importer
      .slice(TEMPLATES.length + 1)
      .split('/')
      .slice(0, -1);
    const candidates = [overlay, 'base', 'mode-anonymous'].map((name) =>
      resolve(TEMPLATES, name, ...folders, source),
    );
    return candidates.find(existsSync) ?? null;
  },
};

export default defineConfig(({ mode }) => ({
  // Before Vite takes them for style sheets and scripts of its own.
  plugins: [overlays, { ...inlined, enforce: 'pre' }],
  test: {
    // In the mode "fast", those that start no other program.
    include: mode === 'fast' ? testFiles().filter((path) => startsNothing(path)) : testFiles(),
    globalSetup: 'test/support/global-setup.ts',
    setupFiles: 'test/support/own-runtime.ts',
    reporters: ['only-failures', 'name-skipped', 'name-slowest'].map(
      (name) => `./test/support/${name}.ts`,
    ),
    sequence: { sequencer: LongestFirst },
    // Much of a test is waiting for sites, stores and browsers, which leaves cores to others.
    maxWorkers: availableParallelism() + 1,
    // To import a module once for all files that need it takes a third of the time.
    isolate: false,
    // A test that installs packages waits for the registry.
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
}));
