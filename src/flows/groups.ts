import { setTimeout as pause } from 'node:timers/promises';
import type { Pace } from '../events/run.ts';
import type { FlowStep, Visit } from './flow.ts';

/** Visits that belong together: no look at the store makes sense in between. */
export interface Group {
  visits: readonly Visit[];
  /** Whether all begin at once, or each at the headers of the response before it. */
  how: 'at once' | 'in turn';
}

/** So long does the first half of a slow request take to be there, before the others begin. */
const HEAD_START_MS = 150;

/** A flow's steps as a visitor of this kind goes through them. */
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
 * Does the visits of a group; of those at once, the slow ones end when the others have.
 *
 * @param visit does one; what it sends ends when `rest` has, where that is given
 * @param complete waits for the whole response of one
 * @param isLeftOut tells, when it is its turn, whether one is not to be done
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
  // The slow ones' first half is to arrive before the others begin.
  if (slow.length > 0) await pause(HEAD_START_MS);
  const done = await Promise.all(quick.map((one) => visit(one)));
  await Promise.all(done.map(complete));
  finishQuick();
  return [...done, ...(await Promise.all(slow))];
}
