import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, the longest first. `npm test` names them at its end. */
export const LONGEST: readonly string[] = [
  'test/corpus/simulated.test.ts',
  'test/corpus/faults-of-sessions.test.ts',
  'test/corpus/sound.test.ts',
  'test/corpus/faults-of-sign-in.test.ts',
  'test/templates/site/scripts.test.ts',
  'test/corpus/over-the-wire.test.ts',
  'test/corpus/faults-of-sites.test.ts',
  'test/audit/own-sites.test.ts',
  'test/templates/site/redis.test.ts',
  'test/cli/simulate.test.ts',
  'test/package/first-use.test.ts',
  'test/cli/update.test.ts',
  'test/update/kinds.test.ts',
  'test/templates/site/file.test.ts',
  'test/templates/site/memory.test.ts',
  'test/cli/examples.test.ts',
  'test/templates/accounts/own-sessions.test.ts',
  'test/templates/accounts/users.test.ts',
  'test/browser/report.test.ts',
  'test/templates/redis/faults.test.ts',
  'test/templates/http/stop.test.ts',
  'test/templates/redis/cluster.test.ts',
  'test/cli/create.test.ts',
  'test/inspect/large.test.ts',
  'test/inspect/reference.test.ts',
  'test/templates/stores/interleavings.test.ts',
  'test/templates/redis/deadline.test.ts',
  'test/cli/endless.test.ts',
  'test/stores/coming-and-going.test.ts',
  'test/templates/accounts/user-scripts.test.ts',
  'test/stores/busy-folder.test.ts',
  'test/load/load.test.ts',
  'test/browser/other-sites.test.ts',
  'test/templates/site/system-calls.test.ts',
  'test/cli/dev-visitors.test.ts',
  'test/browser/double-click.test.ts',
  'test/browser/flow.test.ts',
  'test/templates/http/load-balancer.test.ts',
  'test/cli/readme.test.ts',
  'test/inspect/destroy.test.ts',
  'test/cli/dev-output.test.ts',
  'test/templates/accounts/sign-in-crowd.test.ts',
];

/** Starts the longest files first: one that came last would keep one core busy while the others have nothing to do. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => placeOf(one) - placeOf(other));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((path) => moduleId.endsWith(`/${path}`));
  return place === -1 ? LONGEST.length : place;
}
