/** How long an app may take to start, or a response to come to its end, unless somebody says otherwise. */
export const TIMEOUT_MS = 10_000;
