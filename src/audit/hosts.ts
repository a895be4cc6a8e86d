import { Failure } from '../failure.ts';
import type { Flow } from '../flows/flow.ts';
import { isLoopback } from '../network.ts';
import type { Site } from '../site/site.ts';
import { names } from './judge.ts';
import { patiently, type Trial } from './trial.ts';
import { namedPages } from './trials/named-pages.ts';

/**
 * Whether a site runs on a host that may belong to somebody else: any host except this machine, unless its owner names
 * it.
 *
 * @param ownHost the host that its owner allows to attack, with or without its port
 */
export function isAfar({ entry }: Site, ownHost: string | undefined): boolean {
  if (!('url' in entry)) return false;
  const { host, hostname } = new URL(entry.url);
  return !isLoopback(hostname) && ownHost !== host && ownHost !== hostname;
}

/**
 * The trials for a host that may belong to somebody else: the named pages are opened, once each, without signing in.
 * All other rules are not seen.
 *
 * @throws Failure `usage` if no page was named
 */
export function fromAfar(trials: readonly Trial[], site: Site): Trial[] {
  const { host, hostname } = new URL('url' in site.entry ? site.entry.url : 'http://localhost');
  const flow = namedPages(site.way ?? {});
  if (!flow) {
    throw new Failure('usage', [
      `${host} is not this machine, so only pages that you name are opened: add --login or --protected. If the host is yours, say so:`,
      `  --i-own-this-host ${hostname}`,
    ]);
  }
  return trials.map((trial) => afar(trial, flow, hostname));
}

function afar({ judge: _, next: __, ...trial }: Trial, flow: Flow, hostname: string): Trial {
  if (names(flow, trial.rule)) return { ...trial, attempts: [patiently(flow)] };
  const said = [
    `On another host, only pages that were named are opened. If it is yours, add --i-own-this-host ${hostname}.`,
  ];
  return { ...trial, attempts: [], judge: () => ({ verdict: 'not-seen', said }) };
}
