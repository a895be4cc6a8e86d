import type { Subject } from '../events/run.ts';

/** The headings of a summary. */
export const SUBJECTS: Readonly<Record<Subject, string>> = {
  id: 'the id',
  data: 'the data',
  next: 'the way back',
  'log-out': 'log-out',
  restart: 'a restart',
};
