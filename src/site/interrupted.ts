import { Failure } from '../failure.ts';

/** The error for a run that was interrupted. */
export function interrupted(): Failure {
  return new Failure('interrupted', 'Interrupted. The app was stopped.');
}
