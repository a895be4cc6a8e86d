import type { FlowStep } from '../flows/flow.ts';
import type { inGroups } from '../flows/groups.ts';
import type { RunningSite } from '../site/running/running-site.ts';
import { meets, type Site } from '../site/site.ts';
import type { RunContext } from './run-context.ts';

/** The steps of a flow, in the groups in which they are done. */
export type Groups = ReturnType<typeof inGroups>;

/** Whether each process of a site should know every visitor. */
export function isShared({ instances = 1 }: RunContext, { facts }: RunningSite): boolean {
  return instances > 1 || (facts !== undefined && facts.stores > 0 && facts.memories === 0);
}

/** A step without the visits whose conditions do not hold for a site; empty if nothing is left. */
export function thatMeets(step: FlowStep, site: Site): FlowStep[] {
  if ('together' in step) {
    const together = step.together.filter(({ only }) => meets(site, only));
    return together.length > 0 ? [{ together }] : [];
  }
  return !('do' in step) || meets(site, step.only) ? [step] : [];
}

export function titlesIn(step: Groups[number]): string[] {
  return 'visits' in step ? step.visits.map(({ title }) => title) : [];
}

/** The highest number of a process that is visited. */
export function lastInstanceIn(groups: Groups): number {
  const visits = groups.flatMap((step) => ('visits' in step ? step.visits : []));
  return Math.max(1, ...visits.map(({ instance = 1 }) => instance));
}
