import type { Subject } from '../events/run.ts';

/** What each subject of a summary is called. */
export const SUBJECTS: Readonly<Record<Subject, string>> = {
  id: 'the id',
  data: 'the data',
  next: 'the way back',
  'log-out': 'log-out',
  restart: 'a restart',
};
