import type { AuditEvent } from '../events/audit.ts';
import type { AuditOptions } from './audit.ts';

/**
 * Tries each rule on an app, and yields a finding for each; last, the totals. What it needs is loaded when it is called.
 *
 * @throws Failure `usage`, `app-failed`, `store-unreadable` or `interrupted`
 */
export async function* audit(options: AuditOptions = {}): AsyncGenerator<AuditEvent, void> {
  const loaded = await import('./audit.ts');
  yield* loaded.audit(options);
}
