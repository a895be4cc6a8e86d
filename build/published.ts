import { writeFileSync } from 'node:fs';

// Runs when the package is packed, after the build has removed an earlier mark. Only for `npm publish`, the package is
// marked as published: a site then depends on its version, otherwise on its path.
if (process.env.npm_command === 'publish') {
  writeFileSync('dist/published', 'A registry has this version.\n');
}
