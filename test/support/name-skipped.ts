import type { Reporter, TestCase } from 'vitest/node';

/** Names at the end what was skipped: a number alone is soon overlooked. */
export default class NameSkipped implements Reporter {
  readonly #skipped: string[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.result().state === 'skipped') this.#skipped.push(test.fullName);
  }

  onTestRunEnd(): void {
    if (this.#skipped.length === 0) return;
    console.log(
      '\nSkipped, for want of what they need (a Redis, Postgres or MariaDB server, a Chromium on PATH?):',
    );
    for (const name of this.#skipped) console.log(`  ${name}`);
  }
}
