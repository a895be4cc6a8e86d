import type { Follow } from './events.ts';
import type { FlowStep, Visit } from './flow.ts';

/** Visits that belong together: no look at the store makes sense in between. */
export interface Group {
  visits: readonly Visit[];
  /** Whether all begin at once, or each at the headers of the response before it. */
  how: 'at once' | 'in turn';
}

/** A flow's steps as a visitor of this kind goes through them. */
export function inGroups(
  steps: readonly FlowStep[],
  follow: Follow,
): Array<Group | Exclude<FlowStep, Visit | { together: readonly Visit[] }>> {
  const groups: ReturnType<typeof inGroups> = [];
  for (const step of steps) {
    const before = groups.at(-1);
    if ('together' in step) {
      groups.push({ visits: step.together.flatMap(severalTimes), how: 'at once' });
    } else if (!('do' in step)) {
      groups.push(step);
    } else if (follow === 'eager' && 'follow' in step.do && before && goesOn(before, step)) {
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
