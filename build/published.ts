import { writeFileSync } from 'node:fs';

// Runs when the package is packed. npm says for which of its commands: a registry has only what is packed to be published.
// A site names such a package by its version, and any other one by its path. The build has removed a mark from before.
if (process.env.npm_command === 'publish') {
  writeFileSync('dist/published', 'A registry has this version.\n');
}
