/** Reports the progress of a build. */
export function say(what: string): void {
  if (process.stderr.isTTY) console.error(`  ${what} …`);
}
