import { errorCode, Failure } from '../../failure.ts';
import { whyNotWritten } from '../../whole-file.ts';

/** So many names tell enough of a full folder. */
const MOST_SHOWN = 8;

/** The folder holds something that is somebody's. */
export function notEmpty(directory: string, occupants: string[]): Failure {
  const shown = occupants.slice(0, MOST_SHOWN).join(', ');
  const more = occupants.length > MOST_SHOWN ? ` and ${occupants.length - MOST_SHOWN} more` : '';
  return new Failure(
    'directory-not-empty',
    `${directory} is not empty: it holds ${shown}${more}. Choose another directory, or use --force to write the site's files into this one.`,
  );
}

/** Something else lies where a part of the site goes. */
export function obstacle(path: string, wanted: 'file' | 'folder'): Failure {
  return new Failure(
    'obstacle',
    `The site needs a ${wanted} at ${path}, where there is something else. Move that away, or choose another directory.`,
  );
}

/** What the system refused, in words; any other error as it is. */
export function cannotWrite(directory: string, error: unknown): unknown {
  const code = errorCode(error);
  if (error instanceof Failure || code === undefined) return error;
  return new Failure(
    'cannot-write',
    `Cannot write to ${directory}: ${whyNotWritten(code)}. Nothing was changed.`,
    { cause: error },
  );
}

/** Another process was quicker. */
export function justMade(directory: string): Failure {
  return new Failure(
    'directory-not-empty',
    `Another create-session-app has just made ${directory}. Nothing of this one was written. Choose another directory, or use the site that is there.`,
  );
}
