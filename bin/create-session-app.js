#!/usr/bin/env node
// CommonJS, because Node starts its loader for ES modules only where it is needed, and that takes a while. Old versions of
// Node must be able to read this file.
'use strict';

const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');

const main = join(__dirname, '../dist/main.cjs');
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  fail(
    `This is Node ${process.versions.node}, and create-session-app needs 20.19 or later. Install a newer Node, and try again.`,
  );
} else if (existsSync(main)) {
  require(main).run();
} else {
  fail(
    `This checkout is not built yet. Run "npm ci && npm run build" in ${dirname(__dirname)} first.`,
  );
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
