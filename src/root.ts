/** This package's own folder: both `src/` and the built `dist/` lie one level below it. */
export const ROOT = new URL('../', import.meta.url);
