import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, the longest first. `npm test` names them at its end. */
export const LONGEST: readonly string[] = [
  'test/package/first-use.test.ts',
  'test/templates/site/redis.test.ts',
  'test/templates/site/file.test.ts',
  'test/templates/site/memory.test.ts',
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
