import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.ts';
import { RECORD } from '../project/manifest.ts';
import { ROOT } from '../root.ts';
import { prefixOf } from '../stores/redis/url.ts';
import { mergeJson } from './json.ts';
import { brandOf, packageName, shellPath } from './names.ts';
import { type Language, type SiteOptions, withDefaults } from './options.ts';
import { packageAt } from './own-package.ts';
import { recordOf } from './record.ts';

/** One file of a site. */
export interface PlannedFile {
  /** Where it goes, relative to the site's directory, with forward slashes. */
  path: string;
  contents: string;
  /** True for a file that can be run; absent otherwise. */
  executable?: true;
}

/** What a site is planned from. */
export interface PlanOptions extends SiteOptions {
  /**
   * How the site's package.json names this package, whose commands its scripts run: a version, or `file:` and a path.
   * Default: as this package itself was installed.
   */
  tools?: string;
  /** The folder of the package whose templates are used. Default: this package. */
  root?: URL;
}

/** The part of a package's own manifest that is read. */
interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const TEMPLATES = 'templates';

/** What the build makes from the templates: in the same folders, the files that differ in JavaScript, and no others. */
const JAVASCRIPT_TEMPLATES = 'dist/templates-javascript';

/** How two template folders' versions of the same file are merged. For any other file, the last one wins. */
const MERGES: Readonly<Record<string, (lower: string, upper: string) => string>> = {
  'package.json': mergeJson,
  'README.md': append,
  'AGENTS.md': append,
  '.github/workflows/ci.yml': (lower, upper) => lower + upper,
  '.env': append,
  '.gitignore': append,
  '.dockerignore': append,
};

/**
 * The files of a site, sorted by path. Reads the templates; writes nothing. The same options give the same files,
 * except for the secret in `.env`, which is new each time.
 *
 * @throws Failure `invalid-name` if no package name can be made from the directory's name; `not-built` if the site is
 *   to be in JavaScript, and this is a checkout that is not built
 */
export function plan(options: PlanOptions): PlannedFile[] {
  const { root = ROOT, tools = packageAt(fileURLToPath(root)) } = options;
  const site = withDefaults(options);
  const { directory, mode, store, language, packageManager } = site;
  if (language === 'javascript') checkBuilt(root);
  const folders = [
    'base',
    `package-manager-${packageManager}`,
    `language-${language}`,
    `mode-${mode}`,
    `store-${store}`,
  ];
  const templates = layTemplates(folders, language, root);
  const ours: Manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  const manifest = withVersions(templates.get('package.json') ?? '{}', ours, tools);
  templates.set('package.json', manifest.text);

  const name = packageName(directory, manifest.dependencies);
  const values = {
    name,
    brand: brandOf(directory),
    redis_prefix: prefixOf(name),
    secret: newSecret(),
    package_manager: packageManager,
    create_command: commandLineFor({ ...options, directory: basename(resolve(directory)) }),
  };
  const settings = templates.get('.env') ?? '';
  templates.set('.env.example', fill(settings, { ...values, secret: '' }));

  const files = [...templates]
    .map(([path, contents]) => ({ path, contents: fill(contents, values) }))
    .sort(byPath);
  const record = recordOf(ours.version, site, files);
  const contents = `${JSON.stringify(record, null, 2)}\n`;
  return [...files, { path: RECORD, contents }].sort(byPath);
}

/** The command that makes the same site again without questions. */
export function commandLineFor(options: SiteOptions): string {
  const { directory, mode, store, language, packageManager } = withDefaults(options);
  return `npx create-session-app ${shellPath(directory)} --mode ${mode} --store ${store} --language ${language} --package-manager ${packageManager} --yes`;
}

function byPath(one: PlannedFile, other: PlannedFile): number {
  return one.path < other.path ? -1 : 1;
}

function newSecret(): string {
  // Loading node:crypto takes 3 ms, which `--help` would pay for as well.
  return process.getBuiltinModule('node:crypto').randomBytes(32).toString('base64url');
}

/** Puts template folders on top of each other: path → contents. A choice without a folder adds nothing. */
function layTemplates(folders: string[], language: Language, root: URL): Map<string, string> {
  const laid = new Map<string, string>();
  for (const folder of folders) {
    for (const [path, upper] of templatesIn(folder, language, root)) {
      const target = targetPath(path);
      const lower = laid.get(target);
      const merge = MERGES[target];
      laid.set(target, lower !== undefined && merge ? merge(lower, upper) : upper);
    }
  }
  return laid;
}

/** The files of one template folder: path → contents. */
function templatesIn(folder: string, language: Language, root: URL): Map<string, string> {
  const files = filesBelow(new URL(`${TEMPLATES}/${folder}`, root));
  if (language === 'typescript') return files;
  const common = [...files].filter(([path]) => !path.endsWith('.ts'));
  return new Map([...common, ...filesBelow(new URL(`${JAVASCRIPT_TEMPLATES}/${folder}`, root))]);
}

function checkBuilt(root: URL): void {
  if (existsSync(new URL(JAVASCRIPT_TEMPLATES, root))) return;
  throw new Failure(
    'not-built',
    `This checkout is not built yet, and only the build makes the templates in JavaScript. Run "npm ci && npm run build" in ${fileURLToPath(root)} first.`,
  );
}

/** Path → contents; empty if there is no such folder. */
function filesBelow(place: URL): Map<string, string> {
  const folder = fileURLToPath(place);
  return new Map(existsSync(folder) ? filesIn(folder) : []);
}

function* filesIn(folder: string, above = ''): Generator<[path: string, contents: string]> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const [place, path] = [`${folder}/${entry.name}`, above + entry.name];
    if (entry.isDirectory()) yield* filesIn(place, `${path}/`);
    else yield [path, readFileSync(place, 'utf8')];
  }
}

/** npm does not pack `.gitignore` and the like, so templates call them `dot-gitignore`. */
function targetPath(templatePath: string): string {
  return templatePath.replace(/(^|\/)dot-/, '$1.');
}

function append(lower: string, upper: string): string {
  return `${lower.trimEnd()}\n\n${upper.replace(/^\n+/, '')}`;
}

/** Templates name dependencies without versions. The versions are those that this project itself is tested with. */
function withVersions(
  manifestText: string,
  ours: Manifest,
  tools: string,
): { text: string; dependencies: string[] } {
  const manifest = JSON.parse(manifestText);
  const versions: Record<string, string> = {
    ...ours.dependencies,
    ...ours.devDependencies,
    [ours.name]: tools,
  };
  for (const group of [manifest.dependencies, manifest.devDependencies]) {
    for (const name of Object.keys(group ?? {})) {
      const version = versions[name];
      if (!version) throw new Error(`The templates use ${name}, and no version of it is known`);
      group[name] = version;
    }
  }
  return {
    text: `${JSON.stringify(manifest, null, 2)}\n`,
    dependencies: Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }),
  };
}

/** Fills in `{{name}}` and other placeholders. */
function fill(contents: string, values: Readonly<Record<string, string>>): string {
  return contents.replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined)
      throw new Error(`A template asks for {{${key}}}, which nobody fills in`);
    return value;
  });
}
