import { Failure } from '../failure.ts';

/** The error for a run that was interrupted. @param left what it leaves, in sentences */
export function interrupted(...left: string[]): Failure {
  return new Failure('interrupted', ['Interrupted. The app was stopped.', ...left]);
}

/** Whether an error says so already. */
export function isInterrupted(error: unknown): boolean {
  return error instanceof Failure && error.code === 'interrupted';
}
