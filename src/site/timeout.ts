/** Default: how long an app may take to start, or to send a whole response. */
export const TIMEOUT_MS = 10_000;
