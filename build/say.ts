/** Says what a build is at, to whoever watches it at a terminal. */
export function say(what: string): void {
  if (process.stderr.isTTY) console.error(`  ${what} …`);
}
