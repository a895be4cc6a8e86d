import type { AuditEvent } from '../events/audit.ts';
import type { AuditOptions } from './audit.ts';

/**
 * Tests each rule on an app, and yields a finding for each; at the end, the totals. Its code is loaded at the first
 * call.
 *
 * @throws Failure `usage`, `app-failed`, `store-unreadable` or `interrupted`
 */
export async function* audit(options: AuditOptions = {}): AsyncGenerator<AuditEvent, void> {
  const loaded = await import('./audit.ts');
  yield* loaded.audit(options);
}
