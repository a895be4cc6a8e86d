import type { Subject } from '../events/run.ts';
import type { Moment } from './moment.ts';

/** The explanation of one step. */
interface Said {
  /** One sentence, for a reader who does not know sessions yet. */
  says: string;
  /** The same in a few words, for the summary; absent if it would add nothing there. */
  brief?: string;
}

/** One thing that can be explained when a step shows it. */
export interface Explanation {
  id: string;
  about: Subject;
  /** When it is explained; docs/simulate.md lists this. */
  when: string;
  /** The explanation; undefined if the step does not show it. */
  of(moment: Moment): Said | undefined;
}
