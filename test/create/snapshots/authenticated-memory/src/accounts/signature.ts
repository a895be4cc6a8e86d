import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Signs some values. Nobody can make up a signature without the secret.
 *
 * @param purpose keeps signatures apart that are made for different things with the same secret
 */
export function sign(purpose: string, values: unknown[], secret: string): string {
  const text = JSON.stringify([purpose, ...values]);
  return createHmac('sha256', secret).update(text).digest('base64url');
}

/** Whether one of the secrets made this signature. */
export function isSigned(
  signature: string,
  purpose: string,
  values: unknown[],
  secrets: string[],
): boolean {
  return secrets.some((secret) => isEqual(signature, sign(purpose, values, secret)));
}

/** An ordinary comparison stops at the first difference, so its time would tell how much of a guess was right. */
function isEqual(text: string, otherText: string): boolean {
  const [one, other] = [Buffer.from(text), Buffer.from(otherText)];
  return one.length === other.length && timingSafeEqual(one, other);
}
