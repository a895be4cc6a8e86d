import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What each file of a later version's site says, in a comment at its end. */
export const LATER = 'Changed in the later version.';

/** The version that is later than the one that is tested. */
export const LATER_VERSION = '99.0.0';

const COMMENTS: Readonly<Record<string, (text: string) => string>> = {
  '.ts': (text) => `// ${text}`,
  '.js': (text) => `// ${text}`,
  '.eta': (text) => `<!-- ${text} -->`,
  '.css': (text) => `/* ${text} */`,
  '.md': (text) => text,
};

/** Whether a later version has changed a file of that name. */
export function changesLater(path: string): boolean {
  return Object.keys(COMMENTS).some((ending) => path.endsWith(ending));
}

/** Both folders of templates; what the build derives lies in the other one. */
const TEMPLATE_FOLDERS = ['templates', 'dist/templates-javascript'] as const;

/**
 * Makes this package in a later version, as far as an update needs it: every template has changed, one is new, one is gone,
 * a dependency is newer, and the changelog says so.
 *
 * @param root an empty folder
 */
export function makeLaterVersion(root: string): URL {
  for (const path of ['package.json', 'CHANGELOG.md', ...TEMPLATE_FOLDERS]) {
    cpSync(path, join(root, path), { recursive: true });
  }
  const manifest = join(root, 'package.json');
  const text = readFileSync(manifest, 'utf8')
    .replace(/"version": ".*?"/, `"version": "${LATER_VERSION}"`)
    .replace(/"eta": ".*?"/, '"eta": "^4.99.0"');
  writeFileSync(manifest, text);
  for (const folder of TEMPLATE_FOLDERS) changeTemplates(join(root, folder));
  writeFileSync(join(root, 'templates/base/public/later.txt'), `${LATER}\n`);
  const news = `## [${LATER_VERSION}] - 2099-01-01\n\n### Security\n\n- A fault is\n  mended.\n\n### Changed\n\n- All of it.\n`;
  const changelog = readFileSync('CHANGELOG.md', 'utf8');
  writeFileSync(
    join(root, 'CHANGELOG.md'),
    changelog.replace(/(?<=## \[Unreleased\]\n)/, `\n${news}\n## [0.1.0] - 2026-01-01\n`),
  );
  return pathToFileURL(`${root}/`);
}

/** The same with its commands, which run. Answers the file of `session-app`. */
export function makeLaterPackage(root: string): string {
  for (const path of ['bin', 'dist']) cpSync(path, join(root, path), { recursive: true });
  makeLaterVersion(root);
  return join(root, 'bin/session-app.js');
}

function changeTemplates(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const place = join(entry.parentPath, entry.name);
    const comment = Object.entries(COMMENTS).find(([ending]) => entry.name.endsWith(ending))?.[1];
    if (!entry.isFile() || !comment) continue;
    if (/^users\.test\./.test(entry.name)) rmSync(place);
    else writeFileSync(place, `${readFileSync(place, 'utf8').trimEnd()}\n${comment(LATER)}\n`);
  }
}
