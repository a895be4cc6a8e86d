import { errorCode, Failure } from '../../failure.ts';
import { whyNotWritten } from '../../why-not-written.ts';

/** How many names an error shows of a full folder. */
const MOST_SHOWN = 8;

/** The folder holds somebody's files. */
export function notEmpty(directory: string, occupants: string[]): Failure {
  const shown = occupants.slice(0, MOST_SHOWN).join(', ');
  const more = occupants.length > MOST_SHOWN ? ` and ${occupants.length - MOST_SHOWN} more` : '';
  return new Failure(
    'directory-not-empty',
    `${directory} is not empty: it holds ${shown}${more}. Choose another directory, or use --force to write the site's files into this one.`,
  );
}

/** There is something else where a part of the site must go. */
export function obstacle(path: string, wanted: 'file' | 'folder'): Failure {
  return new Failure(
    'obstacle',
    `The site needs a ${wanted} at ${path}, but there is something else. Move that away, or choose another directory.`,
  );
}

/** An error of the system, in words; any other error unchanged. */
export function cannotWrite(directory: string, error: unknown): unknown {
  const code = errorCode(error);
  if (error instanceof Failure || code === undefined) return error;
  return new Failure(
    'cannot-write',
    `Cannot write to ${directory}: ${whyNotWritten(code)}. Nothing was changed.`,
    { cause: error },
  );
}

/** Another process was faster. */
export function justMade(directory: string): Failure {
  return new Failure(
    'directory-not-empty',
    `Another create-session-app has just made ${directory}. Nothing of this one was written. Choose another directory, or use the site that is there.`,
  );
}
