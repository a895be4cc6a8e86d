/**
 * The result of some work, or undefined if it throws. Objects of an app may do anything when they are read, and the app
 * must not notice that.
 */
export function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** The text of an error, or of whatever else was thrown. */
export function errorMessage(error: unknown, longest: number): string {
  const words = attempt(() => (error instanceof Error ? `${error.message}` : String(error)));
  return (words ?? 'an error that cannot be read').slice(0, longest);
}
