import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, transformSync } from 'rolldown/utils';
import { describe, expect, it } from 'vitest';
import { toJavaScript, withJsEndings } from '../../build/javascript.ts';
import { deriveTemplates } from '../../build/templates.ts';
import { scratchFolder } from '../support/scratch.ts';

const MODULES = filesBelow('templates').filter((path) => path.endsWith('.ts'));

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

/** What a program does, however it is laid out. */
function meaningOf(code: string): unknown {
  const { program, errors } = parseSync('module.js', code, { preserveParens: false });
  expect(errors).toEqual([]);
  const layout = new Set(['start', 'end', 'raw']);
  return JSON.parse(JSON.stringify(program, (key, value) => (layout.has(key) ? undefined : value)));
}

/** Every line of every comment, without the asterisks. */
function commentsIn(code: string): string[] {
  return parseSync('module.ts', code)
    .comments.flatMap(({ value }) => value.split('\n'))
    .map((line) => line.replace(/^[*\s]+|\s+$/g, '').replace(/^@throws (\w+)/, '@throws {$1}'))
    .filter(Boolean);
}

describe('JavaScript from TypeScript', () => {
  it.each([
    [
      'imports modules by their new names, and in a comment the types that comments need',
      `
      import express, { type Express } from 'express';
      import type { Settings } from './settings.ts';
      import type { Unneeded } from './unneeded.ts';
      import { useViews } from './views.ts';

      /** The whole site. For its pages see \`views.ts\`. */
      export function createApp(settings: Settings): Express {
        const app: Express & Unneeded = express();
        return useViews(app, settings);
      }
      `,
      `
      import express from 'express';
      import { useViews } from './views.js';

      /**
       * @import { Express } from 'express'
       * @import { Settings } from './settings.js'
       */

      /**
       * The whole site. For its pages see \`views.js\`.
       *
       * @param {Settings} settings
       * @returns {Express}
       */
      export function createApp(settings) {
        const app = express();
        return useViews(app, settings);
      }
      `,
    ],
    [
      'tells the types of what is documented, and nothing of the rest',
      `
      import type { Lifetimes } from './settings.ts';

      /**
       * Does the work.
       *
       * @param work what to do
       * @param times how often to do it, which is once where it is not given, however long ago it was that it was last done
       * @returns what the work gives
       * @throws RangeError where there is none
       */
      async function withLock<T>(
        work: () => T,
        { idle }: Lifetimes,
        times?: number,
        why: string = 'no reason',
        ...others: string[]
      ): Promise<T> {
        // Once is enough.
        return (work() as T);
      }

      /** Whether it is text. */
      const isText = (value: unknown): value is string => typeof value === 'string';

      function undocumented(value: string, ...others: string[]): void {}
      `,
      `
      /** @import { Lifetimes } from './settings.js' */

      /**
       * Does the work.
       *
       * @template T
       * @param {() => T} work what to do
       * @param {Lifetimes} lifetimes
       * @param {number} [times]
       *   how often to do it, which is once where it is not given, however long ago it was that it was last done
       * @param {string} [why]
       * @param {...string} others
       * @returns {Promise<T>} what the work gives
       * @throws {RangeError} where there is none
       */
      async function withLock(work, { idle }, times, why = 'no reason', ...others) {
        // Once is enough.
        return work();
      }

      /**
       * Whether it is text.
       *
       * @param {unknown} value
       * @returns {value is string}
       */
      const isText = (value) => typeof value === 'string';

      function undocumented(value, ...others) {}
      `,
    ],
    [
      'turns an interface into a typedef with all that its comments say',
      `
      /** How long a session lasts. */
      export interface Lifetimes {
        /** Without a request. */
        readonly idle: number;
        absolute?: number;
        extend?(by: number): number;
      }

      /** What this site asks of a store. */
      export interface Records {
        /** Where. */
        place: string;

        /**
         * Changes a record.
         * One that is gone stays gone.
         */
        update<T>(
          id: string,
          change: (record: { id: string; data: T }) => T,
        ): Promise<boolean>;
      }

      export type Both = Lifetimes & Records;
      `,
      `
      /**
       * How long a session lasts.
       *
       * @typedef {object} Lifetimes
       * @property {number} idle Without a request.
       * @property {number} [absolute]
       * @property {(by: number) => number} [extend]
       */

      /**
       * What this site asks of a store.
       *
       * @typedef {object} Records
       *
       * @property {string} place
       *   Where.
       *
       * @property {<T>(id: string, change: (record: { id: string, data: T }) => T) => Promise<boolean>} update
       *   Changes a record.
       *   One that is gone stays gone.
       */

      /** @typedef {Lifetimes & Records} Both */
      `,
    ],
    [
      'leaves out a type that only TypeScript needs',
      `
      type Done = (error?: unknown) => void;
      type Text =
        | string
        | undefined;

      export type Site = ReturnType<typeof startSite>;

      function save(done: Done) {}

      /** Where it is. */
      export function place(): Text {}
      `,
      `
      /** @typedef {string | undefined} Text */

      function save(done) {}

      /**
       * Where it is.
       *
       * @returns {Text}
       */
      export function place() {}
      `,
    ],
    [
      'tells of a class what it promises, what makes one, and what its fields hold',
      `
      class FileRecords implements Records {
        readonly place: string;
        /** By their ids. */
        readonly #open = new Map<string, number>();
        #last: string | undefined = undefined;
        #count = 0;

        constructor(place: string) {
          this.place = place;
        }

        private override async find(id: string): Promise<number | undefined> {
          return this.#open.get(id)!;
        }
      }
      `,
      `
      /** @implements {Records} */
      class FileRecords {
        place;
        /**
         * By their ids.
         *
         * @type {Map<string, number>}
         */
        #open = new Map();
        /** @type {string | undefined} */
        #last = undefined;
        #count = 0;

        /** @param {string} place */
        constructor(place) {
          this.place = place;
        }

        async find(id) {
          return this.#open.get(id);
        }
      }
      `,
    ],
    [
      'leaves no trace of what only a compiler needs',
      `
      import session, { type SessionData } from 'express-session';

      declare module 'express-session' {
        /** What this site remembers. */
        interface SessionData {
          user?: string;
        }
      }

      const kinds = ['a', 'b'] as const;
      `,
      `
      import session from 'express-session';

      const kinds = ['a', 'b'];
      `,
    ],
  ])('%s', async (_, typescript, javascript) => {
    expect(`\n${await toJavaScript(typescript)}`).toBe(javascript.replace(/^ {6}/gm, ''));
  });

  it.each([
    ['enum Kind { file }', 'JavaScript has no "enum Kind { file }"'],
    ['/** Doc. */ function f(a = 1) {}', 'The parameter "a = 1" needs a type'],
    ['/** Doc. */ function f([a]: string[]) {}', 'The parameter "[a]: string[]" needs a name'],
    ['interface A { [key: string]: number }', 'JSDoc has no tag for "[key: string]: number"'],
    ['/** @param b why */ function f(a: A) {}', 'The types say nothing of "@param b"'],
    ['/** @returns b */ function f(a: A): void {}', 'The types say nothing of "@returns"'],
    ['interface A extends B {}', 'A extends something'],
    ['const = 1;', 'Unexpected token'],
  ])('refuses %j and says why', async (typescript, message) => {
    await expect(toJavaScript(typescript)).rejects.toThrow(message);
  });
});

describe('each module of the templates', () => {
  it.each(MODULES)('%s does in JavaScript what it does in TypeScript', async (path) => {
    const typescript = withJsEndings(readFileSync(path, 'utf8'));
    const { code } = transformSync('module.ts', typescript, {
      typescript: { onlyRemoveTypeImports: true },
    });
    expect(meaningOf(await toJavaScript(typescript))).toEqual(meaningOf(code));
  });

  it.each(MODULES)('%s says in JavaScript all that it says in TypeScript', async (path) => {
    const typescript = withJsEndings(readFileSync(path, 'utf8'));
    const told = commentsIn(await toJavaScript(typescript)).join('\n');
    // The type comes in between.
    const lines = commentsIn(typescript).map((line) => line.replace(/^@(param \w+|returns) /, ''));
    for (const line of lines) expect(told).toContain(line);
  });
});

describe('the build', () => {
  it('derives the same bytes each time, and these are what is shipped', async () => {
    const folders = [scratchFolder(), scratchFolder()] as const;
    for (const folder of folders) await deriveTemplates('templates', folder);
    const [one, two, shipped] = [...folders, 'dist/templates-javascript'].map((folder) =>
      filesBelow(folder).map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]),
    );
    expect(one).toEqual(two);
    expect(one).toEqual(shipped);
    expect(one?.length).toBeGreaterThan(MODULES.length);
  });

  it('names the template that cannot be had in JavaScript', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'kinds.ts'), 'enum Kind { file }');
    await expect(deriveTemplates(folder, scratchFolder())).rejects.toThrow(
      'kinds.ts cannot be had in JavaScript: JavaScript has no "enum Kind { file }"',
    );
  });

  it('is asked for where it was not made, and a site in TypeScript does without', () => {
    const checkout = scratchFolder();
    for (const path of ['package.json', 'templates', 'dist']) {
      cpSync(path, join(checkout, path), { recursive: true });
    }
    rmSync(join(checkout, 'dist/templates-javascript'), { recursive: true });
    const script = `
      import { plan } from '${join(checkout, 'dist/index.js')}';
      console.log(plan({ directory: 'my-app' }).length > 40);
      try {
        plan({ directory: 'my-app', language: 'javascript' });
      } catch ({ code, message }) {
        console.log(code, message);
      }
    `;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    expect(output).toMatch(/^true\nnot-built .*Run "npm ci && npm run build" in \/.* first\.\n$/);
  });
});
