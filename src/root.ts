/** The folder of this package: `src/` and the built `dist/` are both one level below it. */
export const ROOT = new URL('../', import.meta.url);
