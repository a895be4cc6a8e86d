export function maskSecrets(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...data };
}
