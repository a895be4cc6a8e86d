import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

// npm run release -- patch|minor|major [--publish]

const STEPS = ['patch', 'minor', 'major'];
const UNRELEASED = '## [Unreleased]\n';

const words = process.argv.slice(2);
const publish = words.includes('--publish');
const step = words.find((word) => !word.startsWith('-'));

try {
  release();
} catch (error) {
  console.error(`error ${error.message}`);
  process.exitCode = 1;
}

/** Everything that can refuse comes first; what cannot be taken back comes last. */
function release() {
  if (!STEPS.includes(step)) throw new Error('Say which: npm run release -- patch|minor|major');
  const branch = git('rev-parse', '--abbrev-ref', 'HEAD');
  if (branch !== 'main') throw new Error(`Releases are made on main, and this is ${branch}.`);
  if (git('status', '--porcelain')) throw new Error('Commit or stash your changes first.');
  const changelog = readFileSync('CHANGELOG.md', 'utf8');
  const version = next(JSON.parse(readFileSync('package.json', 'utf8')).version, step);
  const released = withVersion(changelog, version, new Date().toISOString().slice(0, 10));
  if (git('tag', '--list', `v${version}`)) throw new Error(`There is a tag v${version} already.`);
  run('npm', 'test');
  writeFileSync('CHANGELOG.md', released);
  run('npm', 'version', version, '--no-git-tag-version');
  git('commit', '--all', '--message', `Release ${version}`);
  git('tag', '--annotate', `v${version}`, '--message', `Version ${version}`);
  if (publish) run('npm', 'publish', '--provenance', '--access', 'public');
  console.error(
    publish
      ? `Published ${version}. Last: git push --follow-tags`
      : `Committed and tagged ${version}; nothing was published. To do that: npm publish --provenance --access public`,
  );
}

/** `0.1.0` and `minor` → `0.2.0`. */
function next(version, step) {
  const parts = version.split('.').map(Number);
  const at = STEPS.length - 1 - STEPS.indexOf(step);
  return parts.map((part, index) => (index < at ? part : index === at ? part + 1 : 0)).join('.');
}

/** What was not released yet goes under the version's own heading. */
function withVersion(changelog, version, date) {
  const [before, after] = changelog.split(UNRELEASED);
  const news = after?.split(/^## /m)[0]?.trim();
  if (!news) throw new Error('CHANGELOG.md has nothing under "Unreleased". Say there what is new.');
  return `${before}${UNRELEASED}\n## [${version}] - ${date}\n${after}`;
}

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}

function run(program, ...args) {
  execFileSync(program, args, { stdio: 'inherit', shell: process.platform === 'win32' });
}
