import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { parseSync } from 'rolldown/utils';
import { describe, expect, it } from 'vitest';
import { choicesOf, MODE, STORE } from '../../src/create/options.ts';
import { plan } from '../../src/create/plan.ts';
import { borrowSite } from '../support/site.ts';

const SITES = choicesOf(MODE).flatMap((mode) =>
  choicesOf(STORE).map((store) => ({ mode, store, language: 'javascript' as const })),
);

/** The packages that modules import, by their names. */
function packagesIn(modules: string[]): string[] {
  const imported = modules
    .flatMap((code) => parseSync('module.js', code).module.staticImports)
    .map(({ moduleRequest }) => moduleRequest.value)
    .filter((name) => !name.startsWith('.') && !isBuiltin(name));
  return [...new Set(imported)].sort();
}

/** How an editor reads JSDoc, if it is asked to check it; what has no types counts as `any`. */
const EDITOR = {
  compilerOptions: {
    ...{ allowJs: true, checkJs: true, strict: true, noImplicitAny: false, noEmit: true },
    ...{ target: 'es2023', module: 'nodenext', types: ['node'], skipLibCheck: true },
  },
  include: ['src', 'session-data.d.ts'],
};

/** JSDoc has no word for what the site adds to a type of express-session. */
const SESSION_DATA = `import type { SessionContents } from './src/sessions/contents.js';
declare module 'express-session' {
  interface SessionData extends SessionContents {}
}`;

describe.each(SITES)('a site in JavaScript, $mode mode, $store store', (options) => {
  const files = plan({ directory: 'my-app', tools: '^0.1.0', ...options });

  it('has nothing of TypeScript in it', () => {
    for (const { path, contents } of files) {
      expect(path).not.toMatch(/tsconfig|\.ts$/);
      expect(contents, path).not.toMatch(/\.tsx?\b|\btsx\b|tsc\b|import type|@types|TypeScript/);
      expect(contents, path).not.toMatch(/\bdist\b|\.dev\b|typecheck/);
    }
  });

  it('has no file that is empty, and no gap where something was', () => {
    for (const { path, contents } of files) {
      expect(contents.trim(), path).not.toBe('');
      if (path.endsWith('.js')) expect(contents, path).not.toMatch(/\n{3}|^\n|[ \t]\n|\{\}\s+from/);
    }
  });

  it('declares the packages that it imports, and no others', () => {
    const modules = files.filter(({ path }) => path.endsWith('.js'));
    const manifest = files.find(({ path }) => path === 'package.json')?.contents ?? '{}';
    const { dependencies, devDependencies } = JSON.parse(manifest);
    expect(packagesIn(modules.map(({ contents }) => contents))).toEqual(Object.keys(dependencies));
    expect(Object.keys(devDependencies)).toEqual(['create-session-app']);
  });

  it('has JSDoc that is true of its code', async () => {
    const { mode, store, language } = options;
    const site = await borrowSite(mode, store, language);
    writeFileSync(join(site.directory, 'tsconfig.json'), JSON.stringify(EDITOR));
    writeFileSync(join(site.directory, 'session-data.d.ts'), SESSION_DATA);
    const { status, stdout } = spawnSync('node_modules/.bin/tsc', {
      cwd: site.directory,
      encoding: 'utf8',
    });
    await site.remove();
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  it('has the same files as in TypeScript, but for the compiler’s', () => {
    const paths = files.map(({ path }) => path.replace(/\.js$/, '.ts'));
    const typescript = plan({ directory: 'my-app', ...options, language: 'typescript' });
    expect(paths.sort()).toEqual(
      typescript
        .map(({ path }) => path)
        // There is nothing to build, so nothing says that it was not built.
        .filter(
          (path) =>
            !path.startsWith('tsconfig') && !['compile.js', 'start.js', 'users.js'].includes(path),
        )
        .map((path) => path.replace(/\.js$/, '.ts')),
    );
  });
});
