import type { UpdateReport } from '../../events/update.ts';

/** The report of an update that has done nothing yet. */
export function emptyUpdateReport(): UpdateReport {
  return {
    success: false,
    directory: null,
    from: null,
    to: null,
    files: [],
    changes: [],
    settings: [],
    diff: null,
    tests: 'skipped',
    error: null,
  };
}
