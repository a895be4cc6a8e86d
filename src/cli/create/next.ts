import { resolve } from 'node:path';
import { shellPath } from '../../create/names.ts';
import type { SiteOptions, Store } from '../../create/options.ts';
import { ownPackage } from '../../create/own-package.ts';
import { commandLineFor } from '../../create/plan.ts';
import type { Paint } from '../../terminal/paint.ts';

/** The address according to `.env` and the site's own defaults. */
const ADDRESS = 'http://127.0.0.1:3000';

const INSPECTED: Readonly<Record<Store, string>> = {
  memory: 'memory, while dev:sessions runs',
  file: 'the sessions that are stored',
  redis: 'the sessions that are stored',
};

/** The commands to type after creating a site. */
export function nextLines(
  options: Required<SiteOptions>,
  flags: { install: boolean; git: boolean },
  paint: Paint,
): string[] {
  const { directory, packageManager, store } = options;
  const steps = [
    resolve(directory) === process.cwd() ? [] : `cd ${shellPath(directory)}`,
    flags.install ? [] : `${packageManager} install`,
    store === 'redis' ? 'docker compose up -d    # starts Redis, unless one is running' : [],
    `${packageManager} run dev`,
  ].flat();
  const tools = [
    ['simulate', 'visits the site, step by step'],
    ['inspect', INSPECTED[store]],
    ['audit', 'what is not safe'],
    ['dev:sessions', 'dev, with a line for each request'],
    ['test', 'its own tests'],
  ] as const;
  const width = Math.max(...tools.map(([name]) => name.length));
  const leftOut = [flags.install ? [] : '--no-install', flags.git ? [] : '--no-git'].flat();
  return [
    '',
    'Next:',
    ...steps.map((step) => `  ${paint.command(step)}`),
    '',
    `Then open ${paint.command(ADDRESS)} and sign in (any name).`,
    '',
    'To see what its sessions do:',
    ...tools.map(
      ([name, about]) =>
        `  ${paint.command(`${packageManager} run ${name.padEnd(width)}`)}  ${paint.quiet(`# ${about}`)}`,
    ),
    ...ownFiles(),
    '',
    'To create the same without questions:',
    `  ${paint.quiet([commandLineFor(options), ...leftOut].join(' '))}`,
  ];
}

/** A `file:` path does not exist on another machine, and CI is one. */
function ownFiles(): string[] {
  const [, path] = /^file:(.*)/s.exec(ownPackage()) ?? [];
  if (path === undefined) return [];
  return [
    '',
    `These commands come from ${path},`,
    'so that the site can only be installed on this machine.',
  ];
}
