import { Failure } from '../failure.ts';
import type { SessionStore } from './store.ts';

/**
 * The sessions in the memory of an app, which tells of them if it is watched.
 *
 * @throws Failure `store-unreadable` where it is not
 */
export function openMemoryStore(directory: string): SessionStore {
  const folder = directory === '.' ? '' : ` ${directory}`;
  throw new Failure(
    'store-unreadable',
    `The sessions of this site live in its memory, where nobody can look from outside. Start it with "session-app dev${folder}", and inspect it while it runs.`,
  );
}
