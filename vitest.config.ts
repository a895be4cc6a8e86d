import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/*/*.test.ts'],
    globalSetup: 'test/support/global-setup.ts',
    reporters: ['default', './test/support/name-skipped.ts'],
    // A test that installs packages waits for the registry.
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
