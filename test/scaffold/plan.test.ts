import { describe, expect, it } from 'vitest';
import { choicesOf, MODE, STORE } from '../../src/scaffold/options.ts';
import { type PlannedFile, plan } from '../../src/scaffold/plan.ts';

const BASE = { directory: 'my-app', mode: 'authenticated', store: 'memory' } as const;

/** A snapshot of `.gitignore` must not work as one. */
function snapshotOf(path: string): string {
  return path.replace(/(^|\/)\./, '$1dot-');
}

/** Secrets are new each time, so they cannot stand in a snapshot. */
function withoutSecret(contents: string): string {
  return contents.replace(/^SESSION_SECRET=.+$/m, 'SESSION_SECRET=<32 random bytes>');
}

function contentsOf(files: PlannedFile[]): Map<string, string> {
  return new Map(files.map(({ path, contents }) => [path, withoutSecret(contents)]));
}

describe('the files of a site', () => {
  const base = contentsOf(plan(BASE));

  it('in authenticated mode on the memory store: all of them', async () => {
    for (const [path, contents] of base) {
      await expect(contents).toMatchFileSnapshot(
        `snapshots/authenticated-memory/${snapshotOf(path)}`,
      );
    }
  });

  const others = choicesOf(MODE)
    .flatMap((mode) => choicesOf(STORE).map((store) => ({ mode, store })))
    .filter(({ mode, store }) => mode !== BASE.mode || store !== BASE.store);

  it.each(others)(
    'in $mode mode on the $store store: those that differ',
    async ({ mode, store }) => {
      const files = contentsOf(plan({ directory: 'my-app', mode, store }));
      const folder = `snapshots/${mode}-${store}`;
      for (const [path, contents] of files) {
        if (base.get(path) !== contents) {
          await expect(contents).toMatchFileSnapshot(`${folder}/${snapshotOf(path)}`);
        }
      }
      const same = [...files.keys()].filter((path) => base.get(path) === files.get(path));
      await expect(`${same.join('\n')}\n`).toMatchFileSnapshot(
        `${folder}/same-as-authenticated-memory.txt`,
      );
    },
  );

  it('are sorted by path, and each comes once', () => {
    const paths = plan(BASE).map(({ path }) => path);
    expect(paths).toEqual([...new Set(paths)].sort());
  });

  it('hold a new secret each time, of 32 bytes, and an example without one', () => {
    const secretIn = (path: string) => {
      const file = plan(BASE).find((planned) => planned.path === path);
      return /^SESSION_SECRET=(.*)$/m.exec(file?.contents ?? '')?.[1] ?? 'missing';
    };
    expect(Buffer.from(secretIn('.env'), 'base64url')).toHaveLength(32);
    expect(secretIn('.env')).not.toBe(secretIn('.env'));
    expect(secretIn('.env.example')).toBe('');
  });

  it('tell pnpm, and nobody else, which install scripts may be left out', () => {
    const paths = (packageManager: 'npm' | 'pnpm') =>
      plan({ ...BASE, packageManager }).map(({ path }) => path);
    expect(paths('pnpm')).toContain('pnpm-workspace.yaml');
    expect(paths('npm')).not.toContain('pnpm-workspace.yaml');
  });

  it('leave no placeholder behind', () => {
    for (const { contents } of plan(BASE)) expect(contents).not.toMatch(/\{\{\w+\}\}/);
  });

  it('are those of the defaults when only the directory is given', () => {
    expect(contentsOf(plan({ directory: 'my-app' }))).toEqual(
      contentsOf(
        plan({ directory: 'my-app', mode: 'authenticated', store: 'file', packageManager: 'npm' }),
      ),
    );
  });
});
