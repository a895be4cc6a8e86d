import { setTimeout as pause } from 'node:timers/promises';
import type { Pace } from '../events/run.ts';
import type { FlowStep, Visit } from './flow.ts';

/** Visits that belong together: the store is only read before and after all of them. */
export interface Group {
  visits: readonly Visit[];
  /** Whether all begin at once, or each when the response before it has its headers. */
  how: 'at once' | 'in turn';
}

/** How long the first half of a slow request may take to arrive, before the others begin. */
const HEAD_START_MS = 150;

/** A flow's steps in groups, for a patient or a quick visitor. */
export function inGroups(
  steps: readonly FlowStep[],
  pace: Pace,
): Array<Group | Exclude<FlowStep, Visit | { together: readonly Visit[] }>> {
  const groups: ReturnType<typeof inGroups> = [];
  for (const step of steps) {
    const before = groups.at(-1);
    if ('together' in step) {
      groups.push({ visits: step.together.flatMap(severalTimes), how: 'at once' });
    } else if (!('do' in step)) {
      groups.push(step);
    } else if (pace === 'quick' && 'follow' in step.do && before && goesOn(before, step)) {
      groups.splice(-1, 1, { visits: [...before.visits, step], how: 'in turn' });
    } else {
      groups.push({ visits: [step], how: 'in turn' });
    }
  }
  return groups;
}

function goesOn(before: ReturnType<typeof inGroups>[number], { visitor }: Visit): before is Group {
  return (
    'visits' in before && before.how === 'in turn' && before.visits.at(-1)?.visitor === visitor
  );
}

function severalTimes(visit: Visit): Visit[] {
  return Array.from({ length: visit.times ?? 1 }, () => visit);
}

/**
 * Does the visits of a group. If they begin at once, the slow ones end after the others.
 *
 * @param visit does one; if `rest` is given, the end of the request waits for it
 * @param complete waits for the whole response of one
 * @param isLeftOut called before each: whether to leave it out
 */
export async function doGroup<Done>(
  { visits, how }: Group,
  visit: (visit: Visit, rest?: Promise<unknown>) => Promise<Done>,
  complete: (done: Done) => Promise<unknown>,
  isLeftOut: (visit: Visit) => boolean = () => false,
): Promise<Done[]> {
  if (how === 'in turn') {
    const done: Done[] = [];
    for (const one of visits) if (!isLeftOut(one)) done.push(await visit(one));
    return done;
  }
  const taken = visits.filter((one) => !isLeftOut(one));
  const quick = taken.filter(({ slowly }) => !slowly);
  let finishQuick = () => {};
  const quickDone = new Promise<void>((resolve) => {
    finishQuick = resolve;
  });
  const slow = taken.filter(({ slowly }) => slowly).map((one) => visit(one, quickDone));
  // The first half of the slow ones must arrive before the others begin.
  if (slow.length > 0) await pause(HEAD_START_MS);
  const done = await Promise.all(quick.map((one) => visit(one)));
  await Promise.all(done.map(complete));
  finishQuick();
  return [...done, ...(await Promise.all(slow))];
}
