#!/usr/bin/env node
// CommonJS, because Node starts its loader for ES modules only where it is needed, and that takes a while.
'use strict';

const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');

const main = join(__dirname, '../dist/main.cjs');

if (existsSync(main)) {
  require(main).run();
} else {
  const checkout = dirname(__dirname);
  console.error(
    `This checkout is not built yet. Run "npm ci && npm run build" in ${checkout} first.`,
  );
  process.exitCode = 1;
}
