import type { Subject } from '../events/run.ts';
import type { Moment } from './moment.ts';

/** What is said of a moment. */
interface Said {
  /** One sentence, for who never saw a session. */
  says: string;
  /** The same for the summary, in a few words; absent where it says nothing new there. */
  brief?: string;
}

/** Something that can be explained where it is seen. */
export interface Lesson {
  id: string;
  about: Subject;
  /** When it is said, for docs/simulate.md. */
  when: string;
  /** What is said; undefined where nothing of the kind was seen. */
  of(moment: Moment): Said | undefined;
}
