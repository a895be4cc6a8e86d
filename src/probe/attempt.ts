/**
 * What some work comes to, or undefined where it throws. What belongs to an app may do anything when one looks at it, and
 * the app must not learn that somebody did.
 */
export function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** What is said of an error, or of whatever else was thrown. */
export function errorMessage(error: unknown, longest: number): string {
  const words = attempt(() => (error instanceof Error ? `${error.message}` : String(error)));
  return (words ?? 'an error that cannot be read').slice(0, longest);
}
